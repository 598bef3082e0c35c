import {
  RingonceClient,
  type CallOptions,
  type FollowUpPlan,
  type StartOutboundVoiceContactRequest,
} from '../../src/client/index.js';

/** Its calls take no lines unless a test says so: most tests are about something else, and count events. */
export class ClientWithoutLines extends RingonceClient {
  override start(workflowId: string, request: StartOutboundVoiceContactRequest, options: CallOptions = {}) {
    return super.start(workflowId, request, { lines: 'unlimited', ...options });
  }

  override followUp(workflowId: string, request: StartOutboundVoiceContactRequest, plan: FollowUpPlan = {}) {
    return super.followUp(workflowId, request, { ...plan, call: { lines: 'unlimited', ...plan.call } });
  }
}
