import {
  StartOutboundVoiceContactCommand,
  type ConnectClient,
  type StartOutboundVoiceContactRequest,
} from '@aws-sdk/client-connect';
import { Context } from '@temporalio/activity';

/** The same HTTP request through the same AWS client, without ringonce's protocol: no heartbeat, no resend window, no error table. */
export function createBareActivities(connect: ConnectClient) {
  return {
    async sendRequest(request: StartOutboundVoiceContactRequest): Promise<string> {
      const ClientToken = Context.current().info.workflowExecution?.workflowId;
      const command = new StartOutboundVoiceContactCommand({ ...request, ClientToken });
      const { ContactId } = await connect.send(command);
      if (ContactId === undefined) throw new Error('Connect answered without a ContactId');
      return ContactId;
    },
  };
}

export type BareActivities = ReturnType<typeof createBareActivities>;
