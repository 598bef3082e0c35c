import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { createVerdictFile } from '../../src/cli/verdict-file.js';

it('the verdicts of an earlier run stand until those of the next one are complete', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'ringonce-verdicts-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const path = join(folder, 'verdicts.jsonl');
  await writeFile(path, 'earlier\n');

  const verdicts = await createVerdictFile(path);
  await verdicts.write({ row: 1, line: 2, workflowId: 'order-1', verdict: 'started' });

  expect(await readFile(path, 'utf8')).toBe('earlier\n');
  await verdicts.close();
  expect(await readFile(path, 'utf8')).toBe('{"row":1,"line":2,"id":"order-1","verdict":"started"}\n');
});
