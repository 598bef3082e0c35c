import type { ConnectionLike } from '@temporalio/client';
import { InvalidRequestError } from '../contract/errors.js';
import { escapeMarkdown } from '../contract/markdown.js';
import { linesMemo, settingsInMemo } from '../contract/lines.js';
import { linesWorkflowId, linesWorkflowType, taskQueues } from '../contract/names.js';
import { quoted } from './visibility.js';

/**
 * How the workflow of an instance's lines is started, by whoever finds none.
 * @param last the one that someone has ended: it begins with as many lines
 */
export const linesStart = (InstanceId: string, last?: { readonly memo?: Record<string, unknown> | undefined }) => ({
  workflowId: linesWorkflowId(InstanceId),
  taskQueue: taskQueues.calls,
  args: [InstanceId],
  memo: { [linesMemo]: settingsInMemo(last?.memo) },
  staticSummary: `Lines of Amazon Connect instance ${escapeMarkdown(InstanceId)}`,
  // Calls wait for it.
  priority: { priorityKey: 1 },
  workflowIdConflictPolicy: 'USE_EXISTING' as const,
});

/** The workflows of all instances' lines. */
export const isLines = `WorkflowType = ${quoted(linesWorkflowType)}`;

/**
 * Instances whose calls have asked for lines. Temporal's list is a moment behind them.
 *
 * Not by the SDK's list, which decodes each memo: who asks for instances or rates, as `ringonce setup` does, needs no key.
 */
export async function* lineInstances({ workflowService }: ConnectionLike, namespace: string): AsyncIterable<string> {
  const query = `${isLines} AND ExecutionStatus != 'ContinuedAsNew'`;
  const told = new Set<string>();
  let nextPageToken: Uint8Array | undefined;
  do {
    const page = await workflowService.listWorkflowExecutions({
      namespace,
      query,
      ...(nextPageToken === undefined ? {} : { nextPageToken }),
    });
    for (const { execution } of page.executions) {
      const workflowId = execution?.workflowId ?? '';
      if (!told.has(workflowId)) yield workflowId.slice(linesWorkflowId('').length);
      told.add(workflowId);
    }
    ({ nextPageToken } = page);
  } while (nextPageToken.length > 0);
}

/** The first so many of them, and whether there are more. One page of the server's list, where so many are on it. */
export async function firstLineInstances(
  connection: ConnectionLike,
  namespace: string,
  most: number,
): Promise<{ readonly instances: readonly string[]; readonly areThereMore: boolean }> {
  const instances: string[] = [];
  for await (const InstanceId of lineInstances(connection, namespace)) {
    if (instances.length === most) return { instances, areThereMore: true };
    instances.push(InstanceId);
  }
  return { instances, areThereMore: false };
}

/**
 * A typo would be taken for an instance that nobody has.
 * @throws InvalidRequestError
 */
export function requireInstanceId(InstanceId: string): void {
  if (/^(?:arn:aws[\w-]*:connect:[\w-]+:\d+:instance\/)?[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(InstanceId))
    return;
  throw new InvalidRequestError(
    [
      {
        member: 'InstanceId',
        message: 'must be the whole ID of an instance, such as 11111111-1111-4111-8111-111111111111, or its ARN',
      },
    ],
    {
      message: `${InstanceId} is no InstanceId: give the whole ID, such as 11111111-1111-4111-8111-111111111111, or the ARN.`,
    },
  );
}
