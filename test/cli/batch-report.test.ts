import { setTimeout as wait } from 'node:timers/promises';
import { expect, it, onTestFinished, vi } from 'vitest';
import { createBatchReasons, rowsRead, startBatchProgress } from '../../src/cli/batch-report.js';
import { allOf } from '../support/all-of.js';

/** What is written to stderr from now on, which is a terminal. */
function onATerminal(): string[] {
  const { stderr } = process;
  const wasTerminal = stderr.isTTY;
  const written: string[] = [];
  const write = vi.spyOn(stderr, 'write').mockImplementation((text) => written.push(String(text)) > 0);
  stderr.isTTY = true;
  onTestFinished(() => {
    write.mockRestore();
    stderr.isTTY = wasTerminal;
  });
  return written;
}

const showCursor = '\x1B[?25h';
const wrapLines = '\x1B[?7h';

it('a bar that is interrupted leaves the terminal as it was, for whatever is said next, and draws nothing any more', async () => {
  const written = onATerminal();
  using progress = startBatchProgress({ bytes: 100, bytesJudged: () => 50, asLines: false });

  progress.goOnInLines();
  const text = written.splice(0).join('');
  progress.count('started');
  await wait(500);

  expect(text).toContain(showCursor);
  expect(text).toContain(wrapLines);
  expect(text).toMatch(/\n$/);
  expect(written).toEqual([]);
});

it('verdicts on the same terminal are not mixed with a bar', async () => {
  const written = onATerminal();
  using progress = startBatchProgress({ bytes: 100, bytesJudged: () => 50, asLines: true });

  progress.count('started');
  await wait(500);

  expect(written).toEqual([]);
});

/** Of ten bytes each. */
function twoRows() {
  let bytesTaken = 0;
  async function* rows() {
    for (const row of [1, 2]) {
      bytesTaken += 10;
      yield await Promise.resolve(row);
    }
  }
  const source = rows();
  return { [Symbol.asyncIterator]: () => source, bytesTaken: () => bytesTaken };
}

it('a batch whose last rows end after Ctrl-C has left none out', async () => {
  const { rows, wereAll } = rowsRead(twoRows());

  const iterator = rows[Symbol.asyncIterator]();
  await iterator.next();
  await iterator.next();
  expect(wereAll(2)).toBe(false);
  await iterator.next();

  // One that was read and given up has no verdict.
  expect([wereAll(1), wereAll(2)]).toEqual([false, true]);
});

/** The bar read 100 % from its first refresh: a small file is read before its first row is started. */
it('a file that was read ahead is as far as its rows were told', async () => {
  const { rows, tell, bytesTold } = rowsRead(twoRows());
  expect(await allOf(rows)).toEqual([1, 2]);

  const before = bytesTold();
  tell(1);
  const afterOne = bytesTold();
  tell(2);

  expect([before, afterOne, bytesTold()]).toEqual([0, 10, 20]);
});

const closed = { member: 'options.callingHours', message: 'are not open once before expiresAt' };
const noPlus = { member: 'DestinationPhoneNumber', message: 'must be E.164: has no +' };
const invalid = (row: number, ...issues: (typeof closed)[]) => ({ row, verdict: 'invalid', issues });

/** The terminal said "1,204 rows: 1,200 started, 4 invalid", and no word of why. */
it('the end of a batch tells the three most frequent reasons, and how many others there are', () => {
  const reasons = createBatchReasons();
  for (const row of [1, 2, 3]) reasons.count(invalid(row, closed));
  reasons.count(invalid(4, noPlus, closed));
  reasons.count(invalid(5, noPlus));
  reasons.count({ row: 6, verdict: 'conflict', members: ['DestinationPhoneNumber', 'Name'] });
  reasons.count({ row: 7, verdict: 'conflict', members: ['DestinationPhoneNumber', 'Name'] });
  reasons.count({ row: 8, verdict: 'conflict', members: [], reason: 'the ID belongs to another kind of workflow' });
  reasons.count({ row: 9, verdict: 'finished', nothingRang: true, outcome: 'EXPIRED' });
  reasons.count({ row: 10, verdict: 'finished', outcome: 'BUSY' });

  expect(reasons.lines()).toEqual([
    '  4 × invalid: options.callingHours: are not open once before expiresAt',
    '  2 × invalid: DestinationPhoneNumber: must be E.164: has no +',
    '  2 × conflict: the ID stands for a request with another DestinationPhoneNumber, Name',
    '  and 2 other reasons: see the results',
  ]);
});

it('rows that ended without a ring, failed ones and warnings have their lines, and a batch without any has none', () => {
  const reasons = createBatchReasons();
  reasons.count({ row: 1, verdict: 'started' });
  expect(reasons.lines()).toEqual([]);

  reasons.count({ row: 2, verdict: 'finished', nothingRang: true, outcome: 'EXPIRED' });
  reasons.count({ row: 3, verdict: 'failed', reason: 'BlobSize' });
  reasons.count({ row: 4, verdict: 'started', warning: 'has the number of row 1 under another ID' });

  expect(reasons.lines()).toEqual([
    '  1 × finished without a ring: EXPIRED',
    '  1 × failed: BlobSize',
    '  1 × warning: an earlier row has this number under another ID; the person may be called twice',
  ]);
});
