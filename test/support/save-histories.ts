import { mkdir, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { linesWorkflowId } from '../../src/contract/names.js';
import { historyJson } from './history.js';
import { aRequest } from './requests.js';
import { runsOf } from './runs.js';
import { stories } from './stories.js';
import { startWorld } from './world.js';

// Run by hand at a release: `npm run histories -- <release> [story…]`.
// Histories of released code are never overwritten: each release has a folder of its own below test/histories.

/** Neither who ran it nor where its files lay is part of a history. */
function withoutMachine(key: string, value: unknown): unknown {
  if (/identity$/i.test(key)) return 'ringonce@example';
  if (key === 'stackTrace') return '';
  // Sticky task queues are named after process and host.
  return typeof value === 'string' ? value.replace(/^\d+@[^-]+-/, 'ringonce@example-') : value;
}

const [release = 'unreleased', ...wanted] = process.argv.slice(2);
const folder = fileURLToPath(new URL(`../histories/${release}/`, import.meta.url));
await mkdir(folder, { recursive: true });
await using world = await startWorld({ timeScale: 0 });
await world.startWorker();
await world.startContactEvents();
for (const [name, tell] of Object.entries(stories)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  await tell(world, name);
  await save(name);
  // A follow-up's first attempt is a call like any other, but for its parent.
  if (name === 'follow-up-three-attempts') await save(`${name}.1`);
}
// The workflow of the lines that calls have taken.
await save(linesWorkflowId(aRequest().InstanceId));

/** The file is named after the workflow ID, which belongs to what is replayed; earlier runs lie in folders of their own. */
async function save(workflowId: string): Promise<void> {
  const { raw } = await world.ringonce.client.workflow.getHandle(workflowId).describe();
  const runs = await runsOf(world.ringonce, workflowId, raw.workflowExecutionInfo?.firstRunId ?? '');
  for (const [index, { runId, isContinued }] of runs.entries()) {
    const place = isContinued ? `${folder}run-${index + 1}/` : folder;
    await mkdir(place, { recursive: true });
    const history = await historyJson(world, workflowId, runId);
    await writeFile(`${place}${workflowId}.json`, `${JSON.stringify(history, withoutMachine, 1)}\n`);
    console.log(`saved ${workflowId}${isContinued ? `, run ${index + 1}` : ''}`);
  }
}
