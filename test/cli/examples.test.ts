import { createReadStream, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { timesOf } from '../../src/cli/call-options.js';
import { checkRow } from '../../src/client/preview.js';
import { judgeRows } from '../../src/batch/judge-rows.js';
import { parseRequest } from '../../src/contract/index.js';
import { examples } from '../../src/dev/demo/calls.js';
import { projectRoot } from '../../src/dev/project-root.js';
import { formatOfName, readBatch } from '../../src/batch/file/read-batch.js';
import { nothingInCommon } from '../batch/file/read.js';
import { allOf } from '../support/all-of.js';
import { aRequest } from '../support/requests.js';

const directory = join(projectRoot(), 'examples');
const allFiles = readdirSync(directory, { withFileTypes: true }).flatMap((entry) =>
  entry.isFile() ? [entry.name] : [],
);
/** Many calls at once, of which the demo makes nothing. */
const batches = allFiles.filter((file) => file.startsWith('batch.'));
const files = allFiles.filter((file) => !batches.includes(file));
const textOf = (file: string): string => readFileSync(join(directory, file), 'utf8');

describe('the example requests', () => {
  it('are all told by the demo', () => {
    expect(examples.map(({ name }) => `${name}.json`).sort()).toEqual(files.sort());
  });

  it.each(files.filter((file) => file !== 'invalid-request.json'))('%s is valid', (file) => {
    expect(parseRequest(JSON.parse(textOf(file)))).toMatchObject({ ok: true });
  });

  it('invalid-request.json is wrong in these members', () => {
    const parsed = parseRequest(JSON.parse(textOf('invalid-request.json')));

    expect(parsed.ok ? [] : parsed.issues.map(({ member }) => member)).toEqual([
      'DestinationPhoneNumber',
      'ContactFlowId',
      'Attributes.(masked key)',
      'RingTimeoutInSeconds',
      'ContactFlowID',
      'SourcePhoneNumber',
      'RingTimeoutInSeconds',
    ]);
  });

  it.each(batches)('%s is a batch whose rows are valid', async (file) => {
    const { ContactFlowId, InstanceId, SourcePhoneNumber } = aRequest();
    const common = { ...nothingInCommon, request: { ContactFlowId, InstanceId, SourcePhoneNumber } };
    const format = formatOfName(file) ?? 'csv';

    const rows = await readBatch(createReadStream(join(directory, file)), { format, idColumn: 'id', common });

    const verdicts = await allOf(judgeRows(rows, { judge: checkRow, concurrency: 1 }));
    expect(verdicts.map(({ verdict }) => verdict)).toEqual(['valid', 'valid', 'valid']);
  });

  /** `--expires-after 2h` was over before the hours opened, from 21:00 in New York to 06:00 in Los Angeles. */
  it.each(batches)('%s is valid at each hour of a day with the expiry of the guide’s command', async (file) => {
    onTestFinished(() => void vi.useRealTimers());
    const guide = readFileSync(join(projectRoot(), 'docs', 'batches.md'), 'utf8');
    const [, expiresAfter = ''] =
      /^ringonce start-batch examples\/batch\.csv (?:.*\\\n)*.*--expires-after (\S+)/m.exec(guide) ?? [];
    expect(expiresAfter).not.toBe('');
    const { ContactFlowId, InstanceId, SourcePhoneNumber } = aRequest();
    const request = { ContactFlowId, InstanceId, SourcePhoneNumber };
    const common = { ...nothingInCommon, request, times: { expiresAfter } };
    const format = formatOfName(file) ?? 'csv';
    const midnight = new Date().setUTCHours(0, 0, 0, 0);

    for (let hour = 0; hour < 24; hour++) {
      vi.useFakeTimers({ toFake: ['Date'], now: midnight + hour * 3_600_000 });
      const rows = await readBatch(createReadStream(join(directory, file)), { format, idColumn: 'id', common });
      const verdicts = await allOf(judgeRows(rows, { judge: checkRow, concurrency: 1 }));
      expect({ hour, verdicts: verdicts.map(({ verdict }) => verdict) }).toEqual({
        hour,
        verdicts: Array(3).fill('valid'),
      });
    }
  });

  it('a call with the guide’s times is placed sooner or later, started at any hour', async () => {
    onTestFinished(() => void vi.useRealTimers());
    const guide = readFileSync(join(projectRoot(), 'docs', 'right-time.md'), 'utf8');
    const command = /^ *--not-before (\S+) --time-zone (\S+) --calling-hours (\S+)$/m.exec(guide);
    const [, notBefore = '', timeZone = '', callingHours = ''] = command ?? [];
    const options = await timesOf({ notBefore, timeZone, callingHours });
    const dayBeforeMs = Date.parse(options.notBefore ?? '') - 24 * 3_600_000;

    for (let hour = 0; hour < 72; hour++) {
      vi.useFakeTimers({ toFake: ['Date'], now: dayBeforeMs + hour * 3_600_000 });
      expect(await checkRow({ workflowId: 'callback-4711', request: aRequest(), options })).toEqual({
        verdict: 'valid',
      });
    }
  });

  it.each(allFiles)('%s holds only numbers that are kept for fiction', (file) => {
    for (const [number] of textOf(file).matchAll(/\+\d{7,}/g)) expect(number).toMatch(/^\+120655501\d\d$/);
  });
});
