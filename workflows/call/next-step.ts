import { ApplicationFailure, workflowInfo } from '@temporalio/workflow';
import { saysNothingRang } from '../../src/contract/failures.js';
import { callIdAttribute } from '../../src/contract/names.js';
import type { CallResult } from '../../src/contract/outcome.js';

/** How a call ended, as a line of its timeline: `Answered after 6 s by a person, talked 42 s`. */
export function endInWords(result: CallResult): string {
  const { outcome, answeredBy, ringSeconds, talkSeconds, reason } = result;
  const received = [result.disconnectReason, result.answeringMachineDetectionStatus].filter(
    (word) => word !== undefined,
  );
  const after = ringSeconds === undefined ? '' : ` after ${ringSeconds} s`;
  const what =
    answeredBy === undefined
      ? `${outcome}${after}`
      : `Answered${after} ${who[answeredBy]}${talkSeconds === undefined ? '' : `, talked ${talkSeconds} s`}`;
  const told = received.length === 0 ? '' : ` (${received.join(', ')})`;
  return `${what}${told}${reason === undefined ? '' : `: ${reason}`}`;
}

const who = { person: 'by a person', machine: 'by a machine', unknown: '(person or machine unknown)' } as const;

/** What a person does next about a call that has ended, in words. */
export function nextStepAfter({ outcome, ContactId }: CallResult): string {
  switch (outcome) {
    case 'PLACED':
      return 'Amazon Connect accepted the call. What became of it is in Amazon Connect: search for the contact ID.';
    case 'EXPIRED':
      return 'Nothing rang: its time was over. If it is still wanted, start it under a new ID with a later `expiresAt`.';
    case 'UNKNOWN':
      return ContactId === undefined
        ? `It may have rung. Search Amazon Connect's contacts for the attribute \`${callIdAttribute}\` = \`${workflowInfo().workflowId}\`; start it under another ID only if there is none: a new ID is a new call. (Where the instance does not make that attribute searchable, search by time and number: a search that finds none then proves nothing.)`
        : `Amazon Connect accepted it, and what became of it could not be learned. Look at contact ${ContactId} in Amazon Connect before anybody is called again.`;
    case 'CANCELLED':
      return ContactId === undefined
        ? 'Nothing rang. If it is wanted after all, start it again: under the same ID with a corrected request, or under another.'
        : 'It was stopped while it rang. If it is wanted after all, start it under another ID.';
    case 'ANSWERED':
      return 'Somebody picked up. Nothing is left to do.';
    case 'VOICEMAIL':
      return 'A machine took the call. To reach a person, call again at another time of day, under a new ID.';
    case 'NO_ANSWER':
    case 'BUSY':
      return 'Nobody was reached. Call again later, under a new ID.';
    case 'INVALID_NUMBER':
      return 'The number reaches no person. Correct it; never call it again.';
    case 'BLOCKED':
      return 'The networks suggest that calls from this source number are blocked. Call again at most once, from another number.';
    case 'FAILED':
      return 'It ended unanswered, for trouble on the way or because the instance had no free line. Call again later, under a new ID.';
  }
}

/** What a person does next about a call that has failed. Only what is known to have rung nobody is said to. */
export function nextStepAfterFailure(failure: unknown): string {
  const surelySilent =
    failure instanceof ApplicationFailure && saysNothingRang(failure.type, failure.details ?? undefined);
  return surelySilent
    ? 'Nothing rang. Fix what is named below, then **start the call again**: with a corrected request under the same ID, or under another ID if the request was right. (Do not reset it: a reset call must assume that it has rung.)'
    : 'It may have rung: this failure is none that ringonce knows. Look for the contact in Amazon Connect.';
}
