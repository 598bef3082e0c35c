import { randomUUID } from 'node:crypto';
import { Worker } from '@temporalio/worker';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { linesWorkflowId } from '../../src/contract/names.js';
import { workflowBundlePath } from '../../src/worker/prebuilt-bundle.js';
import { historyJson, type HistoryJson } from '../support/history.js';
import { aRequest } from '../support/requests.js';
import { inTime } from '../support/in-time.js';
import { runsOf } from '../support/runs.js';
import { stories } from '../support/stories.js';
import { startWorld, type World } from '../support/world.js';

/**
 * Stories move the clock of their local Connect, so in one world they are told one after the other. Those that take long have a world of
 * their own.
 */
const long = ['followed-by-looks', 'doubt-unknown'];
const toldTogether = [...long.map((id) => [id]), Object.keys(stories).filter((id) => !long.includes(id))];

const worlds: World[] = [];
const histories: Record<string, HistoryJson[]> = {};
const linesWorkflow = linesWorkflowId(aRequest().InstanceId);
beforeAll(async () => {
  await Promise.all(toldTogether.map(tell));
});
afterAll(() => Promise.all(worlds.map((world) => world[Symbol.asyncDispose]())));

async function tell(ids: readonly string[]): Promise<void> {
  const world = await startWorld({ timeScale: 0 });
  worlds.push(world);
  await world.startWorker();
  await world.startContactEvents();
  for (const id of ids) {
    await inTime(world, `The story ${id}`, stories[id]?.(world, id) ?? Promise.resolve());
    histories[id] = await inTime(world, `To read the histories of ${id}`, historiesOf(world, id));
    if (id === 'follow-up-three-attempts') histories[id].push(...(await historiesOf(world, `${id}.1`)));
  }
  if (ids.includes('with-a-line')) histories[linesWorkflow] = await historiesOf(world, linesWorkflow);
}

const workflowBundle = { codePath: workflowBundlePath };
const replay = (history: HistoryJson, workflowId: string) =>
  Worker.runReplayHistory({ workflowBundle }, history, workflowId);

async function historiesOf(world: World, workflowId: string): Promise<HistoryJson[]> {
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

/** Each run of a story's workflow. */
function told(id: string): HistoryJson[] {
  const runs = histories[id] ?? [];
  expect(runs.length).toBeGreaterThan(0);
  return runs;
}

describe.each(Object.keys(stories))('%s', (id) => {
  it('replays', async () => {
    for (const history of told(id)) await replay(history, id);
  });

  it('replays as a run that was reset, at each of its workflow tasks', async () => {
    const cuts = told(id)
      .flatMap(resetRuns)
      .map((history) => ({ workflowId: id, history }));
    expect(cuts.length).toBeGreaterThan(0);
    for await (const { error } of Worker.runReplayHistories({ workflowBundle }, cuts)) expect(error).toBeUndefined();
  });
});

it('the workflow of the lines that calls have taken replays', async () => {
  for (const history of told(linesWorkflow)) await replay(history, linesWorkflow);
});

it('would notice a changed command: a history whose dial has another name does not replay', async () => {
  const [history] = told('placed');
  const changed = JSON.parse(
    JSON.stringify(history).replace('"startOutboundVoiceContact"', '"dialAnotherWay"'),
  ) as HistoryJson;

  await expect(replay(changed, 'placed')).rejects.toThrow(/nondeterminis|TMPRL1100/i);
});
