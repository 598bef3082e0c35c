import { Context } from '@temporalio/activity';
import type { WorkflowExecutionDescription } from '@temporalio/client';
import { workflowTypes } from '../contract/names.js';

/** The latest run of an ID, if it is an attempt of the follow-up that asks; undefined of anybody else's workflow. */
export async function ownAttempt(workflowId: string): Promise<WorkflowExecutionDescription | undefined> {
  const { client, info } = Context.current();
  const description = await client.workflow.getHandle(workflowId).describe();
  const { type, parentExecution } = description;
  const isOwn =
    type === workflowTypes.outboundCall && parentExecution?.workflowId === info.workflowExecution?.workflowId;
  return isOwn ? description : undefined;
}
