import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { createVerdictFile } from '../../src/cli/verdict-file.js';

async function aFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'ringonce-verdicts-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  return folder;
}

const spelled = [{ member: 'workflowId', message: 'holds the digits of DestinationPhoneNumber' }];
const unread = [{ member: 'References', message: 'is not JSON' }];

it.each([
  { how: 'refused for it', workflowId: 'lead-206-555-0100', issues: spelled },
  { how: 'refused for it, with the digits of an attempt', workflowId: 'lead-206555', issues: spelled },
  { how: 'refused before its ID was looked at', workflowId: '+12065550100', issues: unread },
  { how: 'with another separator', workflowId: 'lead_206_555_01:00', issues: unread },
])('a number in the ID of a row is not told: $how', async ({ workflowId, issues }) => {
  const path = join(await aFolder(), 'verdicts.jsonl');
  const verdicts = await createVerdictFile(path);

  await verdicts.write({ row: 1, line: 2, workflowId, verdict: 'invalid', issues });
  await verdicts.write({ row: 2, line: 3, workflowId: 'order-4711', verdict: 'invalid', issues: unread });
  await verdicts.close();

  const lines = (await readFile(path, 'utf8')).trimEnd().split('\n');
  expect(lines.map((line) => JSON.parse(line) as object)).toEqual([
    { row: 1, line: 2, verdict: 'invalid', issues },
    { row: 2, line: 3, id: 'order-4711', verdict: 'invalid', issues: unread },
  ]);
});

it('the verdicts of an earlier run stand until those of the next one are complete', async () => {
  const path = join(await aFolder(), 'verdicts.jsonl');
  await writeFile(path, 'earlier\n');

  const verdicts = await createVerdictFile(path);
  await verdicts.write({ row: 1, line: 2, workflowId: 'order-1', verdict: 'started' });

  expect(await readFile(path, 'utf8')).toBe('earlier\n');
  await verdicts.close();
  expect(await readFile(path, 'utf8')).toBe('{"row":1,"line":2,"id":"order-1","verdict":"started"}\n');
});
