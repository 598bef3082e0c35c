import { WorkflowNotFoundError, type Client } from '@temporalio/client';
import { linesStartAsBefore } from '../client/lines-start.js';
import { readBacklog } from '../client/pace.js';
import { lineDialQueue, linesWorkflowId, linesWorkflowType } from '../contract/names.js';
import { goesOn } from '../contract/workflow-status.js';

/** How often a worker looks whether somebody has ended the workflow of an instance's lines. One request for all, and one for each instance. */
const lookEveryMs = 20_000;

/** A workflow task that is held up for longer would be given to another worker. */
const patienceMs = 5_000;

export interface InstanceKeeper {
  /** A call is about to wait for a line. Resolves when the instance's workflow runs, or after a few seconds. */
  needed(InstanceId: string): Promise<void>;
  stop(): void;
}

/** Keeps the workflows of instances' lines running: begun for the first call, and begun again when somebody has ended one. */
export function keepInstances(client: Client): InstanceKeeper {
  const known = new Map<string, Promise<void>>();
  const begin = async (InstanceId: string): Promise<void> => {
    const start = await linesStartAsBefore(client, InstanceId);
    await client.workflow.start(linesWorkflowType, { ...start, workflowIdConflictPolicy: 'USE_EXISTING' });
  };
  const look = async (): Promise<void> => {
    const ids = new Set(known.keys());
    for await (const InstanceId of endedInstances(client)) ids.add(InstanceId);
    // One that somebody has deleted is in the list for a moment: the others are begun all the same.
    await Promise.allSettled(
      [...ids].map(async (InstanceId) => {
        const state = await stateOf(client, InstanceId);
        if (state === 'ended') await begin(InstanceId);
        if (state === 'unused') known.delete(InstanceId);
      }),
    );
  };
  // Whatever goes wrong, the next look comes soon.
  const timer = setInterval(() => void look().catch(() => undefined), lookEveryMs);
  timer.unref();
  return {
    needed(given) {
      const InstanceId = idOf(linesWorkflowId(given));
      let begun = known.get(InstanceId);
      if (begun === undefined) {
        begun = begin(InstanceId).catch(() => void known.delete(InstanceId));
        known.set(InstanceId, begun);
      }
      return Promise.race([begun, new Promise<void>((resolve) => setTimeout(resolve, patienceMs).unref())]);
    },
    stop: () => clearInterval(timer),
  };
}

const idOf = (workflowId: string): string => workflowId.slice(linesWorkflowId('').length);

async function* endedInstances({ workflow }: Client): AsyncIterable<string> {
  const query = `WorkflowType = '${linesWorkflowType}' AND ExecutionStatus IN ('Terminated', 'Failed', 'Canceled', 'TimedOut', 'Completed')`;
  for await (const { workflowId } of workflow.list({ query })) yield idOf(workflowId);
}

/** `unused`: there is none, and no call waits. */
async function stateOf(client: Client, InstanceId: string): Promise<'running' | 'ended' | 'unused'> {
  try {
    const { status } = await client.workflow.getHandle(linesWorkflowId(InstanceId)).describe();
    return goesOn(status.name) ? 'running' : 'ended';
  } catch (error) {
    if (!(error instanceof WorkflowNotFoundError)) throw error;
  }
  // Deleted, by `ringonce lines --remove` or by hand: begun again only if calls wait.
  const { waiting } = await readBacklog(client.connection, client.options.namespace, lineDialQueue(InstanceId));
  return waiting > 0 ? 'ended' : 'unused';
}
