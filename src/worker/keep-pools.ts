import { Client } from '@temporalio/client';
import type { DataConverter } from '@temporalio/common';
import type { NativeConnection } from '@temporalio/worker';
import { linePoolStart } from '../contract/lines.js';
import { linePoolId, linePoolType } from '../contract/names.js';
import { goesOn } from '../contract/workflow-status.js';

/** How often a worker looks whether somebody has ended a pool of lines. One request each time. */
const lookEveryMs = 20_000;

export interface PoolKeeper {
  stop(): void;
}

interface Where {
  readonly connection: NativeConnection;
  readonly namespace: string;
  readonly dataConverter?: DataConverter;
}

/**
 * Begins pools of lines again that somebody has ended. A message of a call does so too, but calls that only wait send none.
 * What the pool before knew, the new one looks up itself.
 */
export function keepPools(where: Where): PoolKeeper {
  const client = new Client(where);
  // Whatever goes wrong, the next look comes soon.
  const timer = setInterval(() => void beginEndedPools(client).catch(() => undefined), lookEveryMs);
  timer.unref();
  return { stop: () => clearInterval(timer) };
}

async function beginEndedPools({ workflow }: Client): Promise<void> {
  const query = `WorkflowType = '${linePoolType}' AND ExecutionStatus IN ('Terminated', 'Failed', 'Canceled', 'TimedOut')`;
  const ids = new Set<string>();
  for await (const { workflowId } of workflow.list({ query })) ids.add(workflowId);
  // One that somebody has deleted is in the list for a moment: the others are begun all the same.
  await Promise.allSettled([...ids].map((workflowId) => beginIfEnded(workflow, workflowId)));
}

async function beginIfEnded(workflow: Client['workflow'], workflowId: string): Promise<void> {
  const { status } = await workflow.getHandle(workflowId).describe();
  if (goesOn(status.name)) return;
  const start = linePoolStart(workflowId.slice(linePoolId('').length));
  await workflow.start(linePoolType, { ...start, args: [...start.args] });
}
