import { WorkflowFailedError } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { parseCall, parseFollowUp, taskQueues, workflowTypes, type Issue } from '../../src/contract/index.js';
import { aRequest } from '../contract/a-request.js';
import { planRows } from '../contract/plan-rows.js';
import { requestRows } from '../contract/request-rows.js';
import { startWorld, type World } from '../support/world.js';

/**
 * The sandbox shares the contract's modules between workflows and freezes them (`workflow-bundle.ts`): a line of the contract, or of
 * zod, that changes its own module would work everywhere but there.
 */
let world: World;
beforeAll(async () => {
  world = await startWorld();
  await world.startWorker();
});
afterAll(() => world[Symbol.asyncDispose]());

/** As a start from any language carries it; without what JSON cannot hold. */
const rows = requestRows.flatMap(({ change }) => {
  const json = JSON.stringify(aRequest(change));
  const request = JSON.parse(json) as unknown;
  return parseCall('row', request, {}).ok || json.length > 100_000 ? [] : [request];
});

interface Start {
  readonly type: string;
  readonly workflowId: string;
  readonly args: unknown[];
}

async function issuesInTheSandbox({ type, workflowId, args }: Start): Promise<readonly Issue[]> {
  const handle = await world.ringonce.client.workflow.start(type, { workflowId, taskQueue: taskQueues.calls, args });
  const error: unknown = await handle.result().catch((thrown: unknown) => thrown);
  const cause = error instanceof WorkflowFailedError ? error.cause : undefined;
  if (!(cause instanceof ApplicationFailure)) throw new Error(`${workflowId} did not fail`, { cause: error });
  return (cause.details ?? []) as Issue[];
}

/** Some at once: one by one takes long, all at once is more than a worker's cache is for. */
async function allInTheSandbox(starts: readonly Start[]): Promise<(readonly Issue[])[]> {
  const found: (readonly Issue[])[] = [];
  const waiting = [...starts.entries()];
  const work = async () => {
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop())
      found[next[0]] = await issuesInTheSandbox(next[1]);
  };
  await Promise.all(Array.from({ length: 20 }, work));
  return found;
}

it('every invalid request has the same issues inside the sandbox as outside', async () => {
  expect(rows.length).toBeGreaterThan(150);
  const found = await allInTheSandbox(
    rows.map((request, index) => ({ type: workflowTypes.outboundCall, workflowId: `row-${index}`, args: [request] })),
  );

  const outside = rows.map((request, index) => {
    const parsed = parseCall(`row-${index}`, request, undefined);
    return parsed.ok ? [] : parsed.issues;
  });
  expect(found).toEqual(outside);
  expect(world.connect.ledger()).toEqual([]);
});

it('every invalid plan has the same issues inside the sandbox as outside', async () => {
  const plans = planRows.flatMap(({ plan, issues }) => (issues.length === 0 ? [] : [plan]));
  expect(plans.length).toBeGreaterThan(50);
  const found = await allInTheSandbox(
    plans.map((plan, index) => ({
      type: workflowTypes.followUp,
      workflowId: `plan-${index}`,
      args: [aRequest(), plan],
    })),
  );

  const outside = plans.map((plan, index) => {
    const parsed = parseFollowUp(`plan-${index}`, aRequest(), plan);
    return parsed.ok ? [] : parsed.issues;
  });
  expect(found).toEqual(outside);
  expect(world.connect.ledger()).toEqual([]);
});
