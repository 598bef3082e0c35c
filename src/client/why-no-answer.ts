import { ServiceError, WorkflowNotFoundError, type Client } from '@temporalio/client';
import proto from '@temporalio/proto';
import { linesWorkflowType, taskQueues, workflowTypes } from '../contract/names.js';
import { CallNotFoundError, NoWorkerError, WrongWorkflowTypeError } from './errors.js';

const { TaskQueueType } = proto.temporal.api.enums.v1;

/** Describing is a matter of milliseconds; who asks has waited long enough already. */
const patienceMs = 3_000;

/**
 * Why nobody answers for a workflow that goes on, in a sentence that says what to do: it waits on a task queue that no worker of ringonce
 * serves, no worker runs, or those that run do not get on with it.
 */
export async function whyNoAnswer(client: Client, workflowId: string): Promise<string> {
  return (
    (await nobodyServes(client, workflowId)) ??
    'Workers were seen on its task queue within the last minutes, and none answered: see their logs (do they lack its encryption key?), or start one: ringonce worker.'
  );
}

/** The same, or undefined when workers serve the workflow's task queue. */
export async function nobodyServes(client: Client, workflowId: string): Promise<string | undefined> {
  const start = 'Start one: ringonce worker.';
  try {
    return await client.withDeadline(Date.now() + patienceMs, async () => {
      const { taskQueue } = await client.workflow.getHandle(workflowId).describe();
      if (taskQueue !== taskQueues.calls)
        return `It waits on the task queue ${taskQueue}, and workers of ringonce serve ${taskQueues.calls}: terminate it, and start it on that queue under another ID. Nothing was dialled.`;
      const { pollers } = await client.workflowService.describeTaskQueue({
        namespace: client.options.namespace,
        taskQueue: { name: taskQueue },
        taskQueueType: TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW,
      });
      return pollers.length === 0 ? `No worker serves its task queue ${taskQueue}. ${start}` : undefined;
    });
  } catch (error) {
    if (error instanceof ServiceError || error instanceof WorkflowNotFoundError) return start;
    throw error;
  }
}

/** The error of a question that nobody answered. */
export async function noWorkerAnswered(client: Client, workflowId: string, cause: Error): Promise<NoWorkerError> {
  return new NoWorkerError(workflowId, { cause, why: await whyNoAnswer(client, workflowId) });
}

/** What an action is for. */
export type WorkflowKind = keyof typeof workflowTypes;

/**
 * That an ID stands for something else than what was asked of it.
 *
 * @returns undefined when it is what was asked for
 * @throws CallNotFoundError
 */
export async function wrongType(
  client: Client,
  workflowId: string,
  wanted: readonly WorkflowKind[],
): Promise<WrongWorkflowTypeError | undefined> {
  const { type } = await client.workflow
    .getHandle(workflowId)
    .describe()
    .catch((error: unknown) => {
      throw error instanceof WorkflowNotFoundError ? new CallNotFoundError(workflowId, { cause: error }) : error;
    });
  if (wanted.some((kind) => workflowTypes[kind] === type)) return undefined;
  return new WrongWorkflowTypeError(workflowId, type, `${kindInWords(type)}, ${notWanted(wanted)}${hint(type)}`);
}

function kindInWords(type: string): string {
  switch (type) {
    case workflowTypes.outboundCall:
      return 'is a call';
    case workflowTypes.followUp:
      return 'is a follow-up';
    case linesWorkflowType:
      return "is the workflow of an instance's lines";
    default:
      return `is a workflow of the type ${type}`;
  }
}

function notWanted(wanted: readonly WorkflowKind[]): string {
  const names: Readonly<Record<WorkflowKind, string>> = { outboundCall: 'a call', followUp: 'a follow-up' };
  const [first = 'outboundCall', second] = wanted;
  return second === undefined ? `not ${names[first]}` : `neither ${names[first]} nor ${names[second]}`;
}

/** Other languages name the type themselves; nobody runs one that is misspelt. */
function hint(type: string): string {
  const plain = (text: string) => text.toLowerCase().replace(/[^a-z]|workflow$/g, '');
  const wanted = Object.values(workflowTypes).find((known) => known !== type && plain(known) === plain(type));
  return wanted === undefined ? '' : `. No worker runs that type: terminate it, and start ${wanted} under another ID`;
}
