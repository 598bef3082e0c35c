import type { ReceivedRequest, Ring, SimulatorOptions } from '../connect-simulator/index.js';
import { maskPhoneNumber } from '../contract/masking.js';

/** What a simulator tells, as lines: a ring below the request that made it ring, unless that is answered late or not at all. */
export function tellInLines(print: (line: string) => void): Required<Pick<SimulatorOptions, 'onRequest' | 'onRing'>> {
  return {
    onRequest: (request) => print(requestLine(request)),
    // The ring comes first; a request that nothing delays is answered before the event loop goes on.
    onRing: (ring) => void setImmediate(() => print(ringLine(ring))),
  };
}

/** One line for a request that came in, what it was answered, and which call or contact it is about. */
export function requestLine(request: ReceivedRequest): string {
  const { receivedAt, operation, clientToken, contactId } = request;
  const about = clientToken ?? contactId ?? '';
  return [clock(receivedAt), 'request', operation, answerInWords(request), about].join('  ').trimEnd();
}

/** One line for a phone that rings. */
export function ringLine({ ringStartedAt, DestinationPhoneNumber, scenario, ContactId }: Ring): string {
  return [clock(ringStartedAt), 'RING   ', maskPhoneNumber(DestinationPhoneNumber), scenario, ContactId].join('  ');
}

export function answerInWords({ status, error, fault }: ReceivedRequest): string {
  const struck = fault === null ? '' : ` (armed fault: ${fault})`;
  if (status === null) return `no answer${struck}`;
  return `answers ${status}${error === null ? '' : ` ${error}`}${struck}`;
}

/** `2026-03-02T17:00:00.123Z` → `17:00:00.123`; UTC, as everything here. */
const clock = (instant: string): string => instant.slice(11, 23);
