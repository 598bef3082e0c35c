import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from '@temporalio/worker';
import { expect, it } from 'vitest';
import { workflowBundlePath } from '../../src/worker/workflow-bundle-path.js';
import type { HistoryJson } from '../support/history.js';
import { quietRuntime } from '../support/quiet-runtime.js';
import { stories } from '../support/stories.js';

/** What released code has written; from 0.5.0 on it must replay. */
const folder = fileURLToPath(new URL('../histories/', import.meta.url));

it('the histories of every release replay', async () => {
  quietRuntime();
  const files = (await readdir(folder, { recursive: true })).filter((file) => file.endsWith('.json'));
  expect(files.length).toBeGreaterThanOrEqual(Object.keys(stories).length);
  const histories = await Promise.all(
    files.map(async (file) => ({
      // The file is named after the workflow ID.
      workflowId: basename(file, '.json'),
      history: JSON.parse(await readFile(join(folder, file), 'utf8')) as HistoryJson,
    })),
  );
  const workflowBundle = { codePath: workflowBundlePath };
  let replayed = 0;
  for await (const { workflowId, error } of Worker.runReplayHistories({ workflowBundle }, histories)) {
    expect(error, workflowId).toBeUndefined();
    replayed++;
  }
  expect(replayed).toBe(files.length);
});
