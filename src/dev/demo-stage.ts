import { CallRefusedError, type CallResult, type RingonceClient, type StartedCall } from '../client/index.js';
import { DemoStory } from './demo-story.js';
import type { DemoResult } from './demo-table.js';
import type { LocalStack } from './local-stack.js';
import { style } from './terminal-style.js';
import type { WorkerProcess } from './worker-process.js';

/** Everything a call of the demo needs. */
export interface Stage {
  readonly stack: LocalStack;
  readonly ringonce: RingonceClient;
  /** Keeps IDs apart from those of an earlier demo on a server that lives longer. */
  readonly suffix: string;
  worker: WorkerProcess;
}

/** Waits for the end of a call that was started. */
export type CallEnd = () => Promise<DemoResult>;

export function begin(name: string, title: string, { suffix, stack }: Stage): { workflowId: string; story: DemoStory } {
  const workflowId = `${name}-${suffix}`;
  heading(title);
  console.log(`  workflow ID and client token: ${style.strong(workflowId)}`);
  return { workflowId, story: new DemoStory(workflowId, stack.connect) };
}

export async function endOf(
  call: StartedCall,
  { workflowId, expected }: Pick<DemoResult, 'workflowId' | 'expected'>,
  stage: Stage,
): Promise<DemoResult> {
  try {
    const result = await call.result();
    const { connect } = stage.stack;
    const { ContactId } = result;
    const contactId = ContactId ?? connect.ledger({ clientToken: workflowId })[0]?.ContactId;
    const sent = contactId === undefined ? [] : connect.events({ contactId });
    const arrived = sent.filter(({ deliveries }) => deliveries.some(({ status }) => status === 'delivered'));
    return {
      workflowId,
      ...(ContactId === undefined ? {} : { ContactId }),
      happened: inWords(result),
      end: result.outcome,
      expected,
      rings: ringsOf(stage, workflowId),
      ...(sent.length === 0 ? {} : { events: { arrived: arrived.length, sent: sent.length } }),
    };
  } catch (error) {
    if (!(error instanceof CallRefusedError)) throw error;
    const happened = `refused by Amazon Connect: ${error.type}`;
    return { workflowId, happened, end: 'refused', expected, rings: ringsOf(stage, workflowId) };
  }
}

function inWords({ outcome, answeredBy, talkSeconds, disconnectReason }: CallResult): string {
  if (answeredBy !== undefined) {
    const who = answeredBy === 'unknown' ? 'somebody' : `a ${answeredBy}`;
    return `${outcome}: by ${who}, ${talkSeconds ?? 0} s`;
  }
  return disconnectReason === undefined ? outcome : `${outcome}: ${disconnectReason}`;
}

export function ringsOf({ stack }: Stage, clientToken: string): number {
  return stack.connect.ledger({ clientToken }).length;
}

export function heading(text: string): void {
  console.log(`\n${style.heading(text)}`);
}
