import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from '@temporalio/worker';
import { expect, it } from 'vitest';
import { bundleWorkflows } from '../../src/worker/workflow-bundle.js';
import type { HistoryJson } from '../support/history.js';
import { stories } from '../support/stories.js';

/** What released code has written; from 0.5.0 on it must replay. */
const folder = fileURLToPath(new URL('../histories/', import.meta.url));

it('the histories of every release replay', async () => {
  const files = (await readdir(folder, { recursive: true })).filter((file) => file.endsWith('.json'));
  expect(files.length).toBeGreaterThanOrEqual(Object.keys(stories).length);
  const workflowBundle = await bundleWorkflows(fileURLToPath(new URL('../../workflows/index.ts', import.meta.url)));
  for (const file of files) {
    const history = JSON.parse(await readFile(join(folder, file), 'utf8')) as HistoryJson;
    // The file is named after the workflow ID.
    const replay = Worker.runReplayHistory({ workflowBundle }, history, basename(file, '.json'));
    await expect(replay, file).resolves.toBeUndefined();
  }
});
