import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { RingonceClient } from '../../src/client/index.js';
import { findTemporalCli } from '../../src/dev/temporal-cli.js';
import type { World } from './world.js';

/** Names of a call's history events, in order, without their common ending. */
export async function eventsOf(ringonce: RingonceClient, workflowId: string): Promise<string[]> {
  const { events } = await ringonce.client.workflow.getHandle(workflowId).fetchHistory();
  return (events ?? []).map((event) => {
    const attributes = Object.keys(event).find(
      (key) => key.endsWith('EventAttributes') && event[key as keyof typeof event] != null,
    );
    return (attributes ?? '').replace('EventAttributes', '');
  });
}

const execute = promisify(execFile);

/** A history as the Temporal CLI (and the UI's download) writes it: proto JSON, payload data in base64. */
export async function historyJson({ server }: World, workflowId: string, runId?: string): Promise<HistoryJson> {
  const { path } = await findTemporalCli();
  const args = ['workflow', 'show', '--workflow-id', workflowId, '--address', server.address, '--output', 'json'];
  const run = runId === undefined ? [] : ['--run-id', runId];
  return JSON.parse((await execute(path, [...args, ...run], { maxBuffer: 50_000_000 })).stdout) as HistoryJson;
}

export interface HistoryJson {
  readonly events: HistoryEvent[];
}

interface HistoryEvent {
  readonly eventType?: string;
  readonly workflowExecutionStartedEventAttributes?: { input?: unknown; firstExecutionRunId?: string };
  readonly activityTaskScheduledEventAttributes?: { input?: unknown };
  readonly workflowTaskFailedEventAttributes?: { cause?: string };
  readonly eventId?: string;
}
