import { readFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from '@temporalio/worker';
import { expect, it } from 'vitest';
import { bundleWorkflows } from '../../src/worker/workflow-bundle.js';
import type { HistoryJson } from '../support/history.js';
import { quietRuntime } from '../support/quiet-runtime.js';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** Whoever switches traces on has calls under way that were begun without. */
it('histories of workers that did not trace replay on one that does', async () => {
  quietRuntime();
  const folder = here('../histories/');
  const files = (await readdir(folder, { recursive: true })).filter((file) => file.endsWith('.json'));
  const workflowBundle = await bundleWorkflows(here('../../workflows/index.ts'), { isTraced: true });
  expect(workflowBundle.code).toContain('OpenTelemetryInboundInterceptor');
  const histories = files.map((file) => ({
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
