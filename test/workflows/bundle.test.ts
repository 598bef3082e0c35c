import { fileURLToPath } from 'node:url';
import { Worker, type WorkflowBundleWithSourceMap } from '@temporalio/worker';
import { beforeAll, expect, it } from 'vitest';
import { bundleWorkflows } from '../../src/worker/workflow-bundle.js';
import { quietRuntime } from '../support/quiet-runtime.js';

let bundle: WorkflowBundleWithSourceMap;
beforeAll(async () => {
  quietRuntime();
  bundle = await bundleWorkflows(fileURLToPath(new URL('../../workflows/index.ts', import.meta.url)));
});

it('loads: a worker can be made of it and runs every workflow type', async () => {
  // A file glob can miss a folder; the loader cannot. Replaying needs no server.
  const replay = Worker.runReplayHistory({ workflowBundle: bundle }, { events: [] }, 'empty');

  // An empty history is refused only after the bundle was evaluated.
  await expect(replay).rejects.toThrow(/history/i);
});

it('holds our workflows and contract, and of others only what is known to be light', () => {
  const sources = sourcesOf(bundle.code);

  const ours = sources.filter((source) => !source.includes('/node_modules/') && source.endsWith('.ts'));
  expect(ours).toContainEqual(expect.stringMatching(/workflows\/call\/outbound-call\.ts$/));
  expect(ours.filter((source) => !/\/(workflows\/|src\/contract\/)/.test(source))).toEqual([]);
  const packages = sources.flatMap((source) => /\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(source)?.[1] ?? []);
  expect(new Set(packages)).toEqual(
    new Set(['@temporalio/common', '@temporalio/workflow', 'long', 'nexus-rpc', 'zod']),
  );
  expect(sources.filter((source) => /zod\/v4\/(classic|mini|locales)/.test(source))).toEqual([]);
});

/** Paths of all modules, out of the inlined source map. */
function sourcesOf(code: string): string[] {
  const map = /sourceMappingURL=data:application\/json;charset=utf-8;base64,(.+)$/m.exec(code)?.[1] ?? '';
  return (JSON.parse(Buffer.from(map, 'base64').toString()) as { sources: string[] }).sources;
}
