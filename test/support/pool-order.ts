import type { RingonceClient } from '../../src/client/index.js';
import type { LineAnswer, LineRequest, LineReturn } from '../../src/contract/lines.js';
import { linePoolId, lineSignals } from '../../src/contract/names.js';
import { jsonOf } from './json-of.js';
import { runsOf, type Run } from './runs.js';

/** What a pool's histories show. */
export interface PoolOrder {
  readonly runs: readonly Run[];
  readonly mostLent: number;
  /** Lines that were lent although a call of a better priority had asked before. */
  readonly outOfTurn: readonly string[];
  readonly grants: number;
}

/** Reads the histories of all runs of a pool, event by event, as the server recorded them. Payloads must not be encrypted. */
export async function poolOrder(ringonce: RingonceClient, InstanceId: string, firstRunId: string): Promise<PoolOrder> {
  const workflowId = linePoolId(InstanceId);
  const runs = await runsOf(ringonce, workflowId, firstRunId);
  const waiting = new Map<string, LineRequest>();
  const lent = new Set<string>();
  const outOfTurn: string[] = [];
  let mostLent = 0;
  let grants = 0;
  /** Of one workflow task: they are compared with who waits when all are lent. */
  let batch: { readonly task: string; readonly granted: LineRequest[] } = { task: '', granted: [] };
  const closeBatch = () => {
    const last = Math.max(...batch.granted.map(({ priority }) => priority));
    for (const { callId, priority } of waiting.values())
      if (priority < last) outOfTurn.push(`${callId} (${priority}) before a line was lent to priority ${last}`);
    mostLent = Math.max(mostLent, lent.size);
    batch = { task: '', granted: [] };
  };
  for (const { runId } of runs) {
    const { events } = await ringonce.client.workflow.getHandle(workflowId, runId).fetchHistory();
    for (const event of events ?? []) {
      const signaled = event.workflowExecutionSignaledEventAttributes;
      const sent = event.signalExternalWorkflowExecutionInitiatedEventAttributes;
      const task = `${runId} ${String(sent?.workflowTaskCompletedEventId)}`;
      if (batch.granted.length > 0 && batch.task !== task) closeBatch();
      if (signaled?.signalName === lineSignals.ask) {
        const request = jsonOf(signaled.input) as LineRequest;
        waiting.set(request.callId, request);
      } else if (signaled?.signalName === lineSignals.giveBack) {
        const { callId } = jsonOf(signaled.input) as LineReturn;
        lent.delete(callId);
        waiting.delete(callId);
      } else if (sent != null && (jsonOf(sent.input) as LineAnswer).is === 'granted') {
        const callId = sent.workflowExecution?.workflowId ?? '';
        const request = waiting.get(callId);
        grants++;
        waiting.delete(callId);
        lent.add(callId);
        batch = { task, granted: request === undefined ? batch.granted : [...batch.granted, request] };
      }
    }
  }
  return { runs, mostLent, outOfTurn, grants };
}
