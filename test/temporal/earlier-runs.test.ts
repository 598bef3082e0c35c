import type { Context } from '@temporalio/activity';
import { describe, expect, it } from 'vitest';
import { findEarlierRuns } from '../../src/temporal/earlier-runs.js';
import { workflowTypes } from '../../src/contract/names.js';

interface Run {
  readonly runId: string;
  readonly outcome: string;
}

/** What the run `this-run` of a call sees in Temporal's list, one answer after the other and then as the last time. */
function contextOf(...lists: readonly (readonly Run[])[]) {
  let looks = 0;
  let sleptMs = 0;
  const workflow = {
    async *list() {
      const runs = lists[looks++] ?? lists.at(-1) ?? [];
      for (const { runId, outcome } of await Promise.resolve(runs)) {
        const status = { name: outcome === 'RUNNING' ? 'RUNNING' : 'COMPLETED' };
        yield { workflowId: 'order-4711', runId, status, type: workflowTypes.outboundCall, startTime: new Date(5) };
      }
    },
    getHandle: (_: string, id: string) => ({
      result: () => Promise.resolve({ outcome: lists.flat().find(({ runId }) => runId === id)?.outcome }),
    }),
  };
  const context = {
    client: { workflow, withDeadline: (_: number, run: () => unknown) => run() },
    info: { workflowExecution: { workflowId: 'order-4711', runId: 'this-run' } },
    sleep: (ms: number) => Promise.resolve((sleptMs += ms)),
  };
  return { context: context as unknown as Context, looks: () => looks, sleptMs: () => sleptMs };
}

const self: Run = { runId: 'this-run', outcome: 'RUNNING' };
const busy: Run = { runId: 'first-run', outcome: 'BUSY' };

describe("a call that another client starts again under its ID, while Temporal's list lags behind", () => {
  it('finds the run that ended as BUSY once the list names the run that asks', async () => {
    const { context, looks } = contextOf([], [], [self, busy]);

    expect(await findEarlierRuns(context, {})).toEqual({
      is: 'ended',
      runId: 'first-run',
      result: { outcome: 'BUSY' },
    });
    expect(looks()).toBe(3);
  });

  it('does not take a list for complete that never names it: nobody knows then what was before', async () => {
    const { context, sleptMs } = contextOf([]);

    await expect(findEarlierRuns(context, {})).rejects.toThrow('does not name this run yet');
    expect(sleptMs()).toBeLessThan(3_000);
  });

  it('is the first of its ID when the list names it alone', async () => {
    expect(await findEarlierRuns(contextOf([self]).context, {})).toEqual({ is: 'silent' });
  });

  it('asks nothing when whoever started it vouches for its ID', async () => {
    const { context, looks } = contextOf([]);

    expect(await findEarlierRuns(context, { isFirstUseOfId: true })).toEqual({ is: 'silent' });
    expect(looks()).toBe(0);
  });
});
