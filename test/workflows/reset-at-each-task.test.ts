import { afterAll, beforeAll, expect, it } from 'vitest';
import { historyJson } from '../support/history.js';
import { stories } from '../support/stories.js';
import { startWorld, type World } from '../support/world.js';

/** Connect forgets a token as soon as its call has ended, and every call ends at once. */
let world: World;
beforeAll(async () => {
  world = await startWorld({ tokenAfterEnd: 'new-contact', timeScale: 10_000 });
  await world.startWorker();
});
afterAll(() => world[Symbol.asyncDispose]());

it.each([
  { what: 'rescheduled while it waits', story: 'rescheduled-while-waiting', rings: 1 },
  { what: 'rescheduled while it is throttled', story: 'taken-back-while-throttled', rings: 1 },
  { what: 'cancelled while it waits', story: 'cancelled-while-waiting' },
  { what: 'cancelled while it is throttled', story: 'cancelled-while-throttled' },
  { what: 'in doubt', story: 'unknown', rings: 1 },
  { what: 'expired', story: 'expired' },
])(
  'a call that is $what, reset to each of its workflow tasks, comes to an end each time and rings once at most',
  async ({ story, rings }) => {
    await stories[story]?.(world, story);
    const { workflow, workflowService } = world.ringonce.client;
    const { runId } = await workflow.getHandle(story).describe();
    const { events } = await historyJson(world, story, runId);
    const tasks = events.filter(({ eventType }) => eventType === 'EVENT_TYPE_WORKFLOW_TASK_COMPLETED');
    expect(tasks.length).toBeGreaterThan(0);

    for (const { eventId } of tasks.toReversed()) {
      const reset = await workflowService.resetWorkflowExecution({
        namespace: world.server.namespace,
        workflowExecution: { workflowId: story, runId },
        reason: 'an operator pressed Reset',
        workflowTaskFinishEventId: Number(eventId) as never,
        requestId: `${story}-${eventId ?? ''}`,
      });
      const run = workflow.getHandle(story, reset.runId);
      // What waits for tomorrow shall not.
      if (story.endsWith('while-waiting')) await run.cancel().catch(() => undefined);
      await run.result().catch(() => undefined);

      const { events: after } = await historyJson(world, story, reset.runId);
      const failures = after.flatMap(({ workflowTaskFailedEventAttributes: failed }) => failed?.cause ?? []);
      expect(failures, `reset to event ${eventId ?? ''}`).not.toContain(
        'WORKFLOW_TASK_FAILED_CAUSE_NON_DETERMINISTIC_ERROR',
      );
      expect(world.connect.ledger({ clientToken: story }).length).toBeLessThanOrEqual(1);
    }
    if (rings !== undefined) expect(world.connect.ledger({ clientToken: story })).toHaveLength(rings);
  },
);
