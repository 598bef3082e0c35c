import type { Client } from '@temporalio/client';
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

/** Instances whose calls have asked for lines. Temporal's list is a moment behind them. */
export async function* lineInstances({ workflow }: Client): AsyncIterable<string> {
  const query = `${isLines} AND ExecutionStatus != 'ContinuedAsNew'`;
  const told = new Set<string>();
  for await (const { workflowId } of workflow.list({ query })) {
    if (!told.has(workflowId)) yield workflowId.slice(linesWorkflowId('').length);
    told.add(workflowId);
  }
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
