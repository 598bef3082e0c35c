import { Context } from '@temporalio/activity';
import { linePoolStart, type LineMessage } from '../src/contract/lines.js';
import { linePoolType } from '../src/contract/names.js';

export type AddressedMessage = LineMessage & { readonly InstanceId: string };

/**
 * Sends a message to a pool that may not exist: it is started with it. Workflow code can signal only what exists.
 * @see https://docs.temporal.io/sending-messages#signal-with-start
 */
export async function tellLinePool({ InstanceId, signal, message }: AddressedMessage): Promise<void> {
  await Context.current().client.workflow.signalWithStart(linePoolType, {
    ...linePoolStart(InstanceId),
    args: [InstanceId],
    signal,
    signalArgs: [message],
  });
}
