import { connectError } from './errors.js';
import type { OutboundVoiceRequest } from './outbound-voice-request.js';
import type { Refusal } from './scenarios.js';

/** The last group of an ID, zeros aside, so that no random UUID is hit: `instance-404`, `…-000000000404`. */
const endsIn = (id: string | undefined, number: 403 | 404): boolean =>
  id !== undefined && new RegExp(`(?:^|-)0*${number}$`).test(id);

/**
 * Refuses what a valid request may still not get. The simulated account has every instance, flow and queue but the reserved ones.
 * @throws ConnectServiceError ResourceNotFoundException, OutboundContactNotPermittedException, DestinationNotAllowedException
 */
export function refuseReserved(request: OutboundVoiceRequest, deniedPrefixes: readonly string[]): void {
  const { InstanceId, ContactFlowId, QueueId, RelatedContactId } = request;
  for (const [member, id] of Object.entries({ InstanceId, ContactFlowId, QueueId, RelatedContactId })) {
    if (endsIn(id, 404)) throw connectError('ResourceNotFoundException', `The ${member} does not exist.`);
  }
  if (endsIn(InstanceId, 403)) {
    throw connectError('OutboundContactNotPermittedException', 'Outbound calls are not enabled for the instance.');
  }
  if (deniedPrefixes.some((prefix) => request.DestinationPhoneNumber.startsWith(prefix)))
    throwRefusal(destinationDenied);
}

const destinationDenied: Refusal = { happens: 'refused', error: 'DestinationNotAllowedException' };

const refusalMessages: Partial<Record<Refusal['error'], string>> = {
  DestinationNotAllowedException: 'Outbound calls to the destination number are not allowed.',
  LimitExceededException: 'The allowed limit for the resource has been exceeded.',
  InternalServiceException: 'Request processing failed because of an error or failure with the service.',
};

export function throwRefusal({ error }: Refusal): never {
  throw connectError(error, refusalMessages[error] ?? 'The request was refused.');
}
