// One line for a person about where a call stands: the search attribute `CallStatus`. It is never encrypted, so it holds nothing that a caller
// has written.
import type { Hold } from './call-view.js';
import { failureTypes, saysNothingRang } from './failures.js';
import { readable } from './hold-in-words.js';
import type { Issue } from './issues.js';
import type { CallResult, Outcome } from './outcome.js';

/** Of a call that has just been started, or may be dialled after a wait. */
export const statusAtDial = 'waits for its turn to be dialled';

/** @param atMs when Amazon Connect accepted it, epoch milliseconds */
export const statusOfPlaced = (atMs: number): string => `ringing or on the line since ${readable(atMs).slice(11)}`;

export const statusInDoubt = 'IN DOUBT: may be ringing, waits for a contact event';

/** `opens Sat 28 Nov 08:00 PST` */
export function statusOfHold({ reason, until, inWords }: Hold): string {
  const when = inWords === undefined ? (until ?? '') : inWords.replace(/ \d{4} /, ' ');
  switch (reason) {
    case 'NOT_BEFORE':
      return `due ${when}`;
    case 'CALLING_HOURS':
      return `opens ${when}`;
    case 'CLOSED_DATE':
      return `closed date, opens ${when}`;
    case 'HOLIDAY':
      return `holiday, opens ${when}`;
    case 'BETWEEN_ATTEMPTS':
      return `waits until ${when}`;
    case 'PAUSED':
      return 'paused';
    case 'NO_LINE':
      return 'waits for a free line';
  }
}

/** `answered, talked 42 s`; `busy after 3 s`; `IN DOUBT: may have rung, search Connect for contact …` */
export function statusOfResult(result: CallResult): string {
  const { outcome, answeredBy, ringSeconds, talkSeconds, ContactId, disconnectReason } = result;
  const after = ringSeconds === undefined ? '' : ` after ${ringSeconds} s`;
  switch (outcome) {
    case 'ANSWERED': {
      const who = answeredBy === 'person' ? ' by a person' : '';
      return `answered${who}${talkSeconds === undefined ? '' : `, talked ${talkSeconds} s`}`;
    }
    case 'UNKNOWN':
      return `IN DOUBT: may have rung, search Connect for ${ContactId === undefined ? 'its workflow ID' : `contact ${ContactId}`}`;
    case 'FAILED':
      return `failed on the way${after}${disconnectReason === undefined ? '' : `: ${wordsOf(disconnectReason)}`}`;
    case 'CANCELLED':
      return ContactId === undefined ? 'cancelled, nothing rang' : `cancelled${after}`;
    case 'EXPIRED':
      return 'expired, nothing rang';
    case 'PLACED':
      return 'placed, not followed';
    case 'VOICEMAIL':
    case 'NO_ANSWER':
    case 'BUSY':
    case 'INVALID_NUMBER':
    case 'BLOCKED':
      return `${outcomeWords[outcome]}${after}`;
  }
}

/** Outcomes for people. */
export const outcomeWords: Readonly<Record<Outcome, string>> = {
  ANSWERED: 'answered',
  VOICEMAIL: 'voicemail',
  NO_ANSWER: 'no answer',
  BUSY: 'busy',
  INVALID_NUMBER: 'invalid number',
  BLOCKED: 'blocked by the networks',
  FAILED: 'failed on the way',
  CANCELLED: 'cancelled',
  EXPIRED: 'expired',
  UNKNOWN: 'in doubt',
  PLACED: 'placed',
};

/** `REFUSED: destination not allowed`; `INVALID: DestinationPhoneNumber, options.expiresAt` */
export function statusOfFailure(type: string | null | undefined, details: readonly unknown[] | undefined): string {
  if (type === failureTypes.invalidRequest || type === failureTypes.attemptInvalid)
    return `INVALID: ${membersOf(details)}`;
  const what = wordsOf(type ?? 'unknown failure');
  return saysNothingRang(type, details) ? `REFUSED: ${what}` : `FAILED: ${what}; may have rung`;
}

/** Only names that ringonce or AWS has given: a member that nobody knows may be anything that was typed. */
function membersOf(details: readonly unknown[] | undefined): string {
  const members = ((details ?? []) as readonly Partial<Issue>[]).map(({ member = '', message = '' }) => {
    if (message.startsWith('is unknown')) return 'an unknown member';
    const [first = '', second = ''] = member.split('.');
    const path = first === 'options' || first === 'plan' ? `${first}.${second}` : first;
    return /^[A-Za-z.]{1,40}$/.test(path) ? path : 'the input';
  });
  const named = [...new Set(members)];
  const rest = named.length > 3 ? ` and ${named.length - 3} more` : '';
  return named.length === 0 ? 'see its failure' : `${named.slice(0, 3).join(', ')}${rest}`;
}

/** `DestinationNotAllowedException` → `destination not allowed`; `CUSTOMER_DISCONNECT` → `customer disconnect` */
export const wordsOf = (name: string): string =>
  name
    .replace(/Exception$/, '')
    .replace(/[^A-Za-z]+/g, ' ')
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .trim()
    .toLowerCase()
    .slice(0, 60);
