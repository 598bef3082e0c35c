import type { Client } from '@temporalio/client';
import type { HoldReason } from '../../contract/admission.js';
import { searchAttributeKeys as keys, workflowTypes } from '../../contract/names.js';

/** A call or follow-up that waits for its time, as Temporal's list of workflows has it. */
export interface WaitingCall {
  readonly workflowId: string;
  readonly type: keyof typeof workflowTypes;
  readonly reason: HoldReason;
  /** Until when, ISO 8601 in UTC; missing while it is paused. */
  readonly until?: string;
  /** Of a follow-up: the number of the attempt that comes next. */
  readonly attempt?: number;
}

/** The newest first, as the server lists them; a moment behind the calls themselves. Needs no worker. */
export async function* waitingCalls(client: Client): AsyncGenerator<WaitingCall> {
  const types = Object.values(workflowTypes).map((type) => `'${type}'`);
  const query = `ExecutionStatus = 'Running' AND CallHoldReason IS NOT NULL AND WorkflowType IN (${types.join(', ')})`;
  for await (const { workflowId, type, typedSearchAttributes } of client.workflow.list({ query })) {
    const until = typedSearchAttributes.get(keys.CallNextAttemptAt);
    const attempt = typedSearchAttributes.get(keys.CallAttempt);
    yield {
      workflowId,
      type: type as WaitingCall['type'],
      reason: typedSearchAttributes.get(keys.CallHoldReason) as HoldReason,
      ...(until === undefined ? {} : { until: until.toISOString() }),
      ...(attempt === undefined ? {} : { attempt }),
    };
  }
}
