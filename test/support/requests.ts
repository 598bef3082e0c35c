import type { StartOutboundVoiceContactRequest } from '../../src/contract/index.js';

/** A valid request; a test sets only what it is about. */
export function aRequest(change: Partial<StartOutboundVoiceContactRequest> = {}): StartOutboundVoiceContactRequest {
  return {
    DestinationPhoneNumber: '+12065550100',
    ContactFlowId: '846ec553-a005-41c0-8341-000000000001',
    InstanceId: '846ec553-a005-41c0-8341-000000000002',
    SourcePhoneNumber: '+12065550199',
    ...change,
  };
}
