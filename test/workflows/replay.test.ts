import { readdirSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker, type WorkflowBundleWithSourceMap } from '@temporalio/worker';
import { beforeAll, expect, it } from 'vitest';
import { bundleWorkflows } from '../../src/worker/workflow-bundle.js';
import { quietRuntime } from '../support/quiet-runtime.js';

let workflowBundle: WorkflowBundleWithSourceMap;
beforeAll(async () => {
  quietRuntime();
  workflowBundle = await bundleWorkflows(fileURLToPath(new URL('../../workflows/index.ts', import.meta.url)));
});

const folder = fileURLToPath(new URL('../histories/', import.meta.url));
const histories = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.json'));

const read = (file: string) =>
  JSON.parse(readFileSync(`${folder}${file}`, 'utf8')) as { events: Record<string, unknown>[] };
const workflowIdOf = (file: string) => basename(file, '.json');

it('there are histories to replay', () => {
  expect(histories.length).toBeGreaterThanOrEqual(45);
});

it.each(histories)('replays %s', async (file) => {
  await expect(Worker.runReplayHistory({ workflowBundle }, read(file), workflowIdOf(file))).resolves.toBeUndefined();
});

it('would notice a changed command: a history whose dial has another name does not replay', async () => {
  const file = histories.find((name) => name.endsWith('placed.json')) ?? '';
  const changed = JSON.parse(
    readFileSync(`${folder}${file}`, 'utf8').replace('"startOutboundVoiceContact"', '"dialAnotherWay"'),
  ) as unknown;

  await expect(Worker.runReplayHistory({ workflowBundle }, changed, workflowIdOf(file))).rejects.toThrow(
    /nondeterminis|TMPRL1100/i,
  );
});
