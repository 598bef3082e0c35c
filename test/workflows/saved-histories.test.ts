import { readFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from '@temporalio/worker';
import { expect, it } from 'vitest';
import { bundleWorkflows } from '../../src/worker/workflow-bundle.js';
import type { HistoryJson } from '../support/history.js';
import { stories } from '../support/stories.js';

/** What released code has written; from 0.5.0 on it must replay. */
const folder = fileURLToPath(new URL('../histories/', import.meta.url));

it('a call that 0.6 has begun with a resend window of 60 milliseconds goes on: a new one is refused', async () => {
  const history = JSON.parse(readFileSync(join(folder, '0.6.0', 'placed.json'), 'utf8')) as HistoryJson;
  const started = history.events[0]?.workflowExecutionStartedEventAttributes?.input as Input;
  const [, options] = started.payloads;
  if (options === undefined) throw new Error('It was not started with options.');
  options.data = Buffer.from('{"tracking":"none","resendWindow":60}').toString('base64');

  const codePath = fileURLToPath(new URL('../../workflows/index.ts', import.meta.url));
  await Worker.runReplayHistory({ workflowBundle: await bundleWorkflows(codePath) }, history, 'placed');
});

it('the histories of every release replay', async () => {
  const files = (await readdir(folder, { recursive: true })).filter((file) => file.endsWith('.json'));
  expect(files.length).toBeGreaterThanOrEqual(Object.keys(stories).length);
  const workflowBundle = await bundleWorkflows(fileURLToPath(new URL('../../workflows/index.ts', import.meta.url)));
  // One worker for all: each would evaluate the bundle anew.
  const histories = files.map((file) => ({
    // The file is named after the workflow ID.
    workflowId: basename(file, '.json'),
    history: JSON.parse(readFileSync(join(folder, file), 'utf8')) as HistoryJson,
  }));
  const failed: unknown[] = [];
  let replayed = 0;
  for await (const { workflowId, error } of Worker.runReplayHistories({ workflowBundle }, histories)) {
    replayed += 1;
    if (error !== undefined) failed.push([workflowId, error]);
  }
  expect(failed).toEqual([]);
  expect(replayed).toBe(files.length);
});

interface Input {
  readonly payloads: readonly [unknown, { data: string }?];
}
