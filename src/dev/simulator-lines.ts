import type { ReceivedRequest, Ring } from '../connect-simulator/index.js';
import { maskPhoneNumber } from '../contract/masking.js';

/** One line for a request that came in and what it was answered. */
export function requestLine(request: ReceivedRequest): string {
  const { receivedAt, operation, clientToken } = request;
  return [clock(receivedAt), 'request', operation, answerInWords(request), clientToken ?? ''].join('  ').trimEnd();
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
