import type { Client } from '@temporalio/client';
import proto from '@temporalio/proto';
import { maskText } from '../contract/masking.js';

const { HistoryEventFilterType } = proto.temporal.api.enums.v1;

/** The end of a workflow from outside: it could not write down what became of its call, and nobody follows its contact any more. */
export interface OutsideEnd {
  readonly how: 'terminated' | 'timed out';
  /** What whoever terminated it calls itself to Temporal. */
  readonly by?: string;
  readonly reason?: string;
}

/** Undefined of a workflow that runs or has ended by itself. One request; needs no worker. */
export async function outsideEnd(
  client: Client,
  { workflowId, runId }: { readonly workflowId: string; readonly runId?: string | undefined },
): Promise<OutsideEnd | undefined> {
  const { history } = await client.workflowService.getWorkflowExecutionHistory({
    namespace: client.options.namespace,
    execution: { workflowId, ...(runId === undefined ? {} : { runId }) },
    historyEventFilterType: HistoryEventFilterType.HISTORY_EVENT_FILTER_TYPE_CLOSE_EVENT,
  });
  const last = history?.events?.at(-1);
  if (last?.workflowExecutionTimedOutEventAttributes) return { how: 'timed out' };
  const terminated = last?.workflowExecutionTerminatedEventAttributes;
  if (!terminated) return undefined;
  const { identity, reason } = terminated;
  return {
    how: 'terminated',
    ...(identity ? { by: identity } : {}),
    // Whatever a person has typed.
    ...(reason ? { reason: maskText(reason, []) } : {}),
  };
}

/** `was terminated by 4711@host (reason)` */
export function outsideEndInWords({ how, by, reason }: OutsideEnd): string {
  if (how === 'timed out') return 'was ended by a time limit of its workflow';
  return `was terminated${by === undefined ? '' : ` by ${by}`}${reason === undefined ? '' : ` (${reason})`}`;
}
