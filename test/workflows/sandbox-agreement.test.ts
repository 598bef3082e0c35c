import { WorkflowFailedError } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { parseCall, taskQueues, workflowTypes, type Issue } from '../../src/contract/index.js';
import { aRequest } from '../contract/a-request.js';
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

async function issuesInTheSandbox(request: unknown, index: number): Promise<readonly Issue[]> {
  const handle = await world.ringonce.client.workflow.start(workflowTypes.outboundCall, {
    workflowId: `row-${index}`,
    taskQueue: taskQueues.calls,
    args: [request],
  });
  const error: unknown = await handle.result().catch((thrown: unknown) => thrown);
  const cause = error instanceof WorkflowFailedError ? error.cause : undefined;
  if (!(cause instanceof ApplicationFailure)) throw new Error(`row ${index} did not fail`, { cause: error });
  return (cause.details ?? []) as Issue[];
}

it('every invalid request has the same issues inside the sandbox as outside', async () => {
  expect(rows.length).toBeGreaterThan(150);
  const found: (readonly Issue[])[] = [];
  // Some at once: one by one takes long, all at once is more than a worker's cache is for.
  const waiting = rows.map((request, index) => ({ request, index }));
  const work = async () => {
    for (let row = waiting.pop(); row !== undefined; row = waiting.pop())
      found[row.index] = await issuesInTheSandbox(row.request, row.index);
  };
  await Promise.all(Array.from({ length: 20 }, work));

  const outside = rows.map((request, index) => {
    const parsed = parseCall(`row-${index}`, request, undefined);
    return parsed.ok ? [] : parsed.issues;
  });
  expect(found).toEqual(outside);
  expect(world.connect.ledger()).toEqual([]);
});
