import { StartOutboundVoiceContactCommand, type ConnectClient } from '@aws-sdk/client-connect';
import { requestMarginMs } from '../contract/dial.js';
import { dialLimitSeconds, type FrozenRequest } from '../contract/request.js';
import { answerOf, answerWithoutContactId, type ConnectAnswer } from './classify-error.js';

/**
 * How long the answer to a request that is out is still waited for when the call is cancelled: it brings the ContactId, without which
 * a ringing phone cannot be stopped.
 */
const cancelledRequestGraceMs = 5_000;

/** Sends the request once, and says what came of it; never rejects. */
export async function sendRequest(
  connect: ConnectClient,
  request: FrozenRequest,
  cancellation: AbortSignal,
): Promise<{ readonly ContactId: string } | ConnectAnswer> {
  const command = new StartOutboundVoiceContactCommand(request);
  const requestTimeout = dialLimitSeconds(request) * 1000 + requestMarginMs;
  const patience = patientSignal(cancellation);
  try {
    const { ContactId, $metadata } = await connect.send(command, { abortSignal: patience.signal, requestTimeout });
    return ContactId === undefined || ContactId === '' ? answerWithoutContactId($metadata.requestId) : { ContactId };
  } catch (error) {
    return answerOf(error);
  } finally {
    patience.end();
  }
}

/** Aborts some time after the other signal, or at once where that came before. */
function patientSignal(cancellation: AbortSignal): { readonly signal: AbortSignal; end: () => void } {
  const patience = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const begin = () => (timer = setTimeout(() => patience.abort(), cancelledRequestGraceMs));
  // Not even begun: then nothing goes out.
  if (cancellation.aborted) patience.abort();
  else cancellation.addEventListener('abort', begin, { once: true });
  return {
    signal: patience.signal,
    end: () => {
      clearTimeout(timer);
      cancellation.removeEventListener('abort', begin);
    },
  };
}
