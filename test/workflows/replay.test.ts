import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { Worker, type WorkflowBundleWithSourceMap } from '@temporalio/worker';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { linesWorkflowId } from '../../src/contract/names.js';
import { bundleWorkflows } from '../../src/worker/workflow-bundle.js';
import { historyJson, type HistoryJson } from '../support/history.js';
import { aRequest } from '../support/requests.js';
import { runsOf } from '../support/runs.js';
import { stories } from '../support/stories.js';
import { startWorld, type World } from '../support/world.js';

let workflowBundle: WorkflowBundleWithSourceMap;
let world: World;
beforeAll(async () => {
  world = await startWorld({ timeScale: 0 });
  await world.startWorker();
  await world.startContactEvents();
  workflowBundle = await bundleWorkflows(fileURLToPath(new URL('../../workflows/index.ts', import.meta.url)));
});
afterAll(() => world[Symbol.asyncDispose]());

const replay = (history: HistoryJson, workflowId: string) =>
  Worker.runReplayHistory({ workflowBundle }, history, workflowId);

async function historiesOf(workflowId: string): Promise<HistoryJson[]> {
  const { raw } = await world.ringonce.client.workflow.getHandle(workflowId).describe();
  const runs = await runsOf(world.ringonce, workflowId, raw.workflowExecutionInfo?.firstRunId ?? '');
  return Promise.all(runs.map(({ runId }) => historyJson(world, workflowId, runId)));
}

/**
 * What the run after an operator's reset gets to replay: all that was there when a workflow task began, under another first run's ID.
 * That is how `wasReset()` tells it.
 */
function resetRuns({ events }: HistoryJson): HistoryJson[] {
  const started = structuredClone(events[0]);
  if (started === undefined) throw new Error('The history is empty.');
  Object.assign(started.workflowExecutionStartedEventAttributes ?? {}, { firstExecutionRunId: randomUUID() });
  const tasks = events.flatMap(({ eventType }, index) =>
    eventType === 'EVENT_TYPE_WORKFLOW_TASK_STARTED' ? [index] : [],
  );
  return tasks.map((task) => ({ events: [started, ...events.slice(1, task + 1)] }));
}

describe.each(Object.keys(stories))('%s', (id) => {
  let histories: HistoryJson[];
  beforeAll(async () => {
    await stories[id]?.(world, id);
    histories = await historiesOf(id);
    if (id === 'follow-up-three-attempts') histories.push(...(await historiesOf(`${id}.1`)));
  });

  it('replays', async () => {
    for (const history of histories) await replay(history, id);
  });

  it('replays as a run that was reset, at each of its workflow tasks', async () => {
    const cuts = histories.flatMap(resetRuns).map((history) => ({ workflowId: id, history }));
    expect(cuts.length).toBeGreaterThan(0);
    for await (const { error } of Worker.runReplayHistories({ workflowBundle }, cuts)) expect(error).toBeUndefined();
  });
});

it('the workflow of the lines that calls have taken replays', async () => {
  const workflowId = linesWorkflowId(aRequest().InstanceId);
  for (const history of await historiesOf(workflowId)) await replay(history, workflowId);
});

it('would notice a changed command: a history whose dial has another name does not replay', async () => {
  const [history] = await historiesOf('placed');
  const changed = JSON.parse(
    JSON.stringify(history).replace('"startOutboundVoiceContact"', '"dialAnotherWay"'),
  ) as HistoryJson;

  await expect(replay(changed, 'placed')).rejects.toThrow(/nondeterminis|TMPRL1100/i);
});
