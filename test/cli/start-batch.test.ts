import { execFile } from 'node:child_process';
import { mkdtemp, open, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { WorkflowNotFoundError } from '@temporalio/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aRequest } from '../support/requests.js';
import { startWorld, type World } from '../support/world.js';
import {
  SourcePhoneNumber,
  calls,
  idsOf,
  inCommon,
  ringsOf,
  untilAllRang,
  untilStarted,
  verdictsOf,
  writeCalls,
  type Line,
} from './batches.js';
import { ringonce, startRingonce, temporalSettings, type Ended } from './ringonce-process.js';

let folder: string;
let world: World;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ringonce-batch-'));
  world = await startWorld();
  await world.startWorker();
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

const here = () => temporalSettings(world.settings);
const aFileOf = (name: string, ids: readonly string[], numberOf?: (index: number) => string) =>
  writeCalls(join(folder, `${name}.csv`), ids, numberOf);

/** What is said of rows whose number stands in an earlier one. */
const calledTwice = (count: number): string =>
  `  ${count} × warning: an earlier row has this number under another ID; the person may be called twice\n`;

const startBatch = (file: string, ...more: string[]): Promise<Ended> =>
  ringonce(['start-batch', file, ...calls, ...more], here());

describe('ringonce start-batch', () => {
  it('starts a call for each row, and at the second time none', async () => {
    const ids = idsOf('plain', 60);
    const file = await aFileOf('plain', ids);

    const first = await startBatch(file);
    const second = await startBatch(file);

    const summary = (counts: string) => `60 rows: ${counts}; results in ${file}.verdicts.jsonl\n`;
    expect(first).toMatchObject({ exitCode: 0, stdout: `${summary('60 started')}${calledTwice(50)}` });
    expect(second).toMatchObject({ exitCode: 0 });
    expect((await verdictsOf(file)).filter(({ verdict }) => !/^(?:in-progress|finished)$/.test(verdict))).toEqual([]);
    expect((await verdictsOf(file)).map(({ row, id }) => ({ row, id }))).toEqual(
      ids.map((id, index) => ({ row: index + 1, id })),
    );
    await untilAllRang(ids, world);
    expect(ringsOf('plain-', world)).toEqual([...ids].sort());
    expect((await readdir(folder)).filter((name) => name.endsWith('.partial'))).toEqual([]);
  });

  /** It said "finished" and no more, as of calls that took place. */
  it('tells of rows found again that nothing has rung, and of those that are of another kind', async () => {
    const unknown = ['--instance-id', '00000000-0000-4000-8000-000000000404'];
    const file = await aFileOf('refused', idsOf('refused', 2));
    await startBatch(file, ...unknown);
    await Promise.allSettled(idsOf('refused', 2).map((id) => world.ringonce.call(id).result()));

    const again = await startBatch(file, ...unknown);

    expect(again).toMatchObject({ exitCode: 0, stderr: '' });
    expect(again.stdout).toMatch(/^2 rows: 2 finished without a ring; .*\n {2}2 × finished without a ring: /);
    expect(await verdictsOf(file)).toMatchObject(Array(2).fill({ verdict: 'finished', nothingRang: true }));
    const asFollowUps = ['--source-phone-number', SourcePhoneNumber, '--plan', '{}'];
    await ringonce(['start-batch', file, ...inCommon, ...unknown, ...asFollowUps], here());
    const reason = 'the ID belongs to another kind of workflow';
    expect(await verdictsOf(file)).toMatchObject(Array(2).fill({ verdict: 'conflict', members: [], reason }));
  });

  it('starts follow-ups for rows with a plan, each with its first attempt', async () => {
    const ids = idsOf('lead', 10);
    const file = join(folder, 'leads.jsonl');
    const rows = ids.map((id) => JSON.stringify({ id, request: aRequest(), plan: { call: { lines: 'unlimited' } } }));
    await writeFile(file, rows.join('\n'));

    const first = await ringonce(['start-batch', file], here());
    const again = await ringonce(['start-batch', file], here());

    expect([first, again]).toMatchObject([{ exitCode: 0 }, { exitCode: 0 }]);
    expect(await verdictsOf(file)).toHaveLength(10);
    const attempts = ids.map((id) => `${id}.1`);
    await untilAllRang(attempts, world);
    expect(ringsOf('lead-', world)).toEqual([...attempts].sort());
  });

  it('goes on past rows that are wrong, tells why, and holds no number', async () => {
    const file = join(folder, 'mixed.csv');
    const rows = ['mixed-1,+12065550100', 'mixed-1,+12065550101', 'mixed-1,+12065550100', ',+12065550100', 'mixed-3'];
    const spelled = 'mixed-2065550102,+12065550102';
    await writeFile(
      file,
      ['id,DestinationPhoneNumber', ...rows, spelled, 'mixed-4,12065550100', 'mixed-5,+12065550100', ''].join('\r\n'),
    );

    const { exitCode, stdout, stderr } = await startBatch(file);

    expect({ exitCode, stderr }).toEqual({
      exitCode: 1,
      stderr: 'error: Not every row was taken.\nSee docs/errors.md#unsettled\n',
    });
    expect(stdout).toMatch(/^8 rows: 2 started, 1 conflict, 1 (?:in-progress|finished), 4 invalid; results in /);
    expect(stdout.split('\n').slice(1)).toEqual([
      '  1 × conflict: the ID stands for a request with another DestinationPhoneNumber',
      '  1 × invalid: id: is missing',
      '  1 × invalid: has 1 cells, and there are 2 columns',
      '  and 2 other reasons: see the results',
      ...calledTwice(1).split('\n'),
    ]);
    const again = expect.stringMatching(/^(?:in-progress|finished)$/) as string;
    const number = 'must be E.164: has no +: write + and the country code first';
    const spells = 'holds the digits of DestinationPhoneNumber; IDs are never encrypted: choose another';
    expect(await verdictsOf(file)).toEqual([
      { row: 1, line: 2, id: 'mixed-1', verdict: 'started' },
      { row: 2, line: 3, id: 'mixed-1', verdict: 'conflict', members: ['DestinationPhoneNumber'] },
      // With its outcome, if it has ended already.
      expect.objectContaining({ row: 3, line: 4, id: 'mixed-1', verdict: again }),
      { row: 4, line: 5, verdict: 'invalid', issues: [{ member: 'id', message: 'is missing' }] },
      {
        row: 5,
        line: 6,
        verdict: 'invalid',
        issues: [{ member: '', message: 'has 1 cells, and there are 2 columns' }],
      },
      { row: 6, line: 7, verdict: 'invalid', issues: [{ member: 'workflowId', message: spells }] },
      {
        row: 7,
        line: 8,
        id: 'mixed-4',
        verdict: 'invalid',
        issues: [{ member: 'DestinationPhoneNumber', message: number }],
      },
      {
        row: 8,
        line: 9,
        id: 'mixed-5',
        verdict: 'started',
        warning: 'has the number of row 1 under another ID: someone may be called twice',
      },
    ]);
    await untilAllRang(['mixed-1', 'mixed-5'], world);
    expect(ringsOf('mixed-', world)).toEqual(['mixed-1', 'mixed-5']);
  });

  it('takes no further rows at Ctrl-C, and the others when it is run again', async () => {
    const ids = idsOf('stopped', 400);
    const file = await aFileOf('stopped', ids);
    await using batch = startRingonce(['start-batch', file, ...calls], here());
    await untilStarted('stopped-30', world);

    batch.signal('SIGINT');
    const { exitCode, stderr } = await batch.ended;

    expect(exitCode).toBe(130);
    expect(stderr).toContain('Starting no further rows; those in progress end. Ctrl-C again ends at once.\n');
    expect(stderr).toMatch(/error: Interrupted\. Run it again for the other rows\.\nSee .*#interrupted\n$/);
    const taken = await verdictsOf(file);
    expect(taken.length).toBeGreaterThan(30);
    expect(taken.length).toBeLessThan(400);
    // All that were taken have their verdict, and no others were.
    expect(taken.map(({ id, verdict }) => ({ id, verdict }))).toEqual(
      ids.slice(0, taken.length).map((id) => ({ id, verdict: 'started' })),
    );
    const { workflow } = world.ringonce.client;
    await expect(workflow.getHandle(ids[taken.length] ?? '').describe()).rejects.toThrow(WorkflowNotFoundError);

    expect((await startBatch(file)).exitCode).toBe(0);
    const verdicts = await verdictsOf(file);
    expect(verdicts.slice(0, taken.length).filter(({ verdict }) => verdict === 'started')).toEqual([]);
    expect(verdicts.slice(taken.length).filter(({ verdict }) => verdict !== 'started')).toEqual([]);
    await untilAllRang(ids, world);
    expect(ringsOf('stopped-', world)).toEqual([...ids].sort());
  });
});

describe('ringonce start-batch, without a server', () => {
  it('checks rows with --dry-run', async () => {
    const file = await aFileOf('dry', idsOf('dry', 3));
    await writeFile(file, `${await readFile(file, 'utf8')}dry-3,+1206\ndry-4,12065550100\n`);

    const { exitCode, stdout } = await ringonce(['start-batch', file, ...calls, '--dry-run', '--output', '-']);

    expect(exitCode).toBe(1);
    const verdicts = stdout
      .trimEnd()
      .split('\n')
      .map((line) => (JSON.parse(line) as Line).verdict);
    expect(verdicts).toEqual(['valid', 'valid', 'valid', 'valid', 'invalid']);
  });

  it('keeps the verdicts of the run before when it breaks off before its first', async () => {
    const file = join(folder, 'broken.csv');
    await writeFile(file, 'id,DestinationPhoneNumber\na,"+12065550100\n');
    await writeFile(`${file}.dry-run.jsonl`, 'earlier\n');

    const { exitCode, stdout, stderr } = await ringonce(['start-batch', file, ...calls, '--dry-run']);

    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '0 rows\n' });
    expect(stderr).toBe(
      'error: line 2: a quote is not closed. No row from there on can be read.\nSee docs/errors.md#batch_file\n',
    );
    expect(await readFile(`${file}.dry-run.jsonl`, 'utf8')).toBe('earlier\n');
    expect((await readdir(folder)).filter((name) => name.startsWith('broken.') && name.endsWith('.partial'))).toEqual(
      [],
    );
  });

  /** The summary overwrote the first verdicts. */
  it.skipIf(process.platform !== 'linux')('writes verdicts to a redirected /dev/stdout, and nothing else', async () => {
    const file = await aFileOf('redirected', idsOf('redirected', 3));
    const path = join(folder, 'redirected.jsonl');
    await using handle = await open(path, 'w');
    const args = ['start-batch', file, ...calls, '--dry-run', '--output', '/dev/stdout'];
    await using process = startRingonce(args, {}, handle.fd);
    expect(await process.ended).toMatchObject({ exitCode: 0, stderr: '3 rows: 3 valid\n' });
    const lines = (await readFile(path, 'utf8')).trimEnd().split('\n');
    expect(lines.map((line) => (JSON.parse(line) as Line).row)).toEqual([1, 2, 3]);
  });

  /** The process ended while the pipe was full: exit code 0, and the rest was lost. */
  it.skipIf(process.platform !== 'linux')('prints everything into a pipe whose reader is slow', async () => {
    // More than the 64 KiB that a pipe holds, and no more beyond that than a stream holds back before it waits.
    const rows = 1_300;
    const file = await aFileOf('slow-reader', idsOf('slow', rows), (index) => `+9995550${index + 1000}`);
    const pipe = join(folder, 'slow-pipe');
    await promisify(execFile)('mkfifo', [pipe]);
    // Both ends: opening one would wait for the other. And twice: who writes may make its own non-blocking.
    const handle = await open(pipe, 'r+');
    await using writing = await open(pipe, 'w');
    await using process = startRingonce(['start-batch', file, ...calls, '--dry-run', '--output', '-'], {}, writing.fd);
    await process.untilPrinted('1,300 rows: 1,300 valid');
    let last = '';
    for await (const line of createInterface(handle.createReadStream())) {
      last = line;
      if (line.includes(`"row":${rows}`)) break;
    }
    expect(JSON.parse(last)).toMatchObject({ row: rows, verdict: 'valid' });
    expect(await process.ended).toMatchObject({ exitCode: 0 });
  });

  it.skipIf(process.platform !== 'linux')('tells of a full disk in a line, after its summary', async () => {
    const file = await aFileOf('full', idsOf('full', 3));

    const full = join(folder, 'disk');
    await symlink('/dev/full', full);

    const { exitCode, stdout, stderr } = await ringonce(['start-batch', file, ...calls, '--dry-run', '--output', full]);

    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/^\d rows?(?:: \d valid)?\n$/);
    expect(stderr).toBe(
      `error: The results cannot be written to ${full} (ENOSPC). Run it again with the same rows: nothing is started twice.\nSee docs/errors.md#unsettled\n`,
    );
  });

  it.each([
    {
      why: 'a file that is missing',
      args: ['missing.csv'],
      says: /^error: The file missing\.csv cannot be read \(ENOENT\)\./,
    },
    { why: 'a name that tells no format', args: ['package'], says: /^error: --format: give csv or jsonl/ },
    {
      why: 'a column that is unknown',
      args: ['examples/batch.csv', '--id-column', 'ID'],
      says: /column 1: is unknown; did you mean ID\?/,
    },
    {
      why: 'IDs that are numbers to call',
      args: ['examples/batch.csv', '--dry-run', '--id-column', 'DestinationPhoneNumber'],
      says: /^error: --id-column: DestinationPhoneNumber is part of the request/,
    },
    {
      why: 'one client token for all',
      args: ['x.csv', '--client-token', 'a'],
      says: /^error: The options for all rows are invalid\. --client-token: /,
    },
    {
      why: 'one number for all',
      args: ['x.csv', '--cli-input-json', 'file://examples/plain-call.json'],
      says: /^error: The options for all rows are invalid\. --cli-input-json: DestinationPhoneNumber: /,
    },
    {
      why: 'a priority that no row can have',
      args: ['examples/batch.csv', '--priority', '8'],
      says: /^error: The options for all rows are invalid\. --priority: must be 5 or less/,
    },
    {
      why: 'a plan whose call is none',
      args: ['examples/batch.csv', '--plan', '{"call": "x"}', '--lines', 'unlimited'],
      says: /^error: The options for all rows are invalid\. --plan: call: must be an object, is a string/,
    },
    { why: 'options and a plan', args: ['x.csv', '--options', '{}', '--plan', '{}'], says: /^error: --options: / },
    {
      why: 'nothing at the same time',
      args: ['x.csv', '--concurrency', '0'],
      says: /It must be a whole number from 1 to 99999/,
    },
    {
      why: 'an output that is its input',
      args: ['examples/batch.csv', '--dry-run', '--output', 'examples/../examples/batch.csv'],
      says: /^error: --output: examples\/\.\.\/examples\/batch\.csv is the file that the rows come from/,
    },
    { why: 'a folder', args: ['examples', '--format', 'csv'], says: /^error: examples is a folder\. Name one file/ },
    {
      why: 'an output that its own progress goes to',
      args: ['examples/batch.csv', '--dry-run', '--output', '/dev/stderr'],
      says: /^error: --output: the progress goes to stderr/,
    },
    {
      why: 'a time that is none',
      args: ['examples/batch.csv', '--dry-run', '--expires-after=-5m'],
      says: /^error: The options for all rows are invalid\. --expires-after: must be milliseconds or text/,
    },
    {
      why: 'an output that cannot be written',
      args: ['examples/batch.csv', '--dry-run', '--output', 'missing/x'],
      says: /^error: --output: the file missing\/x cannot be written \(ENOENT\)/,
    },
  ])('refuses $why, and starts nothing', async ({ args, says }) => {
    const { exitCode, stdout, stderr } = await ringonce(['start-batch', ...args]);

    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toMatch(says);
  });
});
