import { Context } from '@temporalio/activity';
import { linePoolStart, type LineRequest, type LineReturn } from '../src/contract/lines.js';
import { linePoolType } from '../src/contract/names.js';

/** A message of a call to the pool of its instance. */
export interface LineMessage {
  readonly InstanceId: string;
  /** One of `lineSignals`. */
  readonly signal: string;
  readonly message: LineRequest | LineReturn;
}

/**
 * Sends a message to a pool that may not exist: it is started with it. Workflow code can signal only what exists.
 * @see https://docs.temporal.io/sending-messages#signal-with-start
 */
export async function tellLinePool({ InstanceId, signal, message }: LineMessage): Promise<void> {
  await Context.current().client.workflow.signalWithStart(linePoolType, {
    ...linePoolStart(InstanceId),
    args: [InstanceId],
    signal,
    signalArgs: [message],
  });
}
