import { expect, it } from 'vitest';
import type { Hold } from '../../src/contract/call-view.js';
import { statusOfFailure, statusOfHold, statusOfPlaced, statusOfResult } from '../../src/contract/call-status.js';
import { failureTypes } from '../../src/contract/failures.js';
import type { CallResult } from '../../src/contract/outcome.js';

const inWords = 'Sat 28 Nov 2026 08:00 PST';

it.each<{ hold: Hold; says: string }>([
  { hold: { reason: 'NOT_BEFORE', inWords }, says: 'due Sat 28 Nov 08:00 PST' },
  { hold: { reason: 'CALLING_HOURS', inWords }, says: 'opens Sat 28 Nov 08:00 PST' },
  { hold: { reason: 'CLOSED_DATE', inWords }, says: 'closed date, opens Sat 28 Nov 08:00 PST' },
  { hold: { reason: 'HOLIDAY', inWords }, says: 'holiday, opens Sat 28 Nov 08:00 PST' },
  { hold: { reason: 'BETWEEN_ATTEMPTS', inWords }, says: 'waits until Sat 28 Nov 08:00 PST' },
  { hold: { reason: 'NOT_BEFORE', until: '2026-11-28T16:00:00Z' }, says: 'due 2026-11-28T16:00:00Z' },
  { hold: { reason: 'PAUSED' }, says: 'paused' },
  { hold: { reason: 'NO_LINE' }, says: 'waits for a free line' },
])('says of a wait: $says', ({ hold, says }) => expect(statusOfHold(hold)).toBe(says));

it('says since when a placed call rings or talks', () => {
  expect(statusOfPlaced(Date.parse('2026-11-28T10:02:07.900Z'))).toBe('ringing or on the line since 10:02:07 UTC');
});

const ContactId = '5e7cbb4f-7a1e-4b7c-9c2f-2f1f4c1a9d10';

it.each<{ result: CallResult; says: string }>([
  { result: { outcome: 'ANSWERED', ringSeconds: 6, talkSeconds: 42 }, says: 'answered, talked 42 s' },
  {
    result: { outcome: 'ANSWERED', answeredBy: 'person', talkSeconds: 0 },
    says: 'answered by a person, talked 0 s',
  },
  { result: { outcome: 'ANSWERED', answeredBy: 'unknown' }, says: 'answered' },
  { result: { outcome: 'VOICEMAIL', ringSeconds: 12 }, says: 'voicemail after 12 s' },
  { result: { outcome: 'NO_ANSWER', ringSeconds: 25 }, says: 'no answer after 25 s' },
  { result: { outcome: 'BUSY', ringSeconds: 0 }, says: 'busy after 0 s' },
  { result: { outcome: 'BUSY' }, says: 'busy' },
  { result: { outcome: 'INVALID_NUMBER', ringSeconds: 1 }, says: 'invalid number after 1 s' },
  { result: { outcome: 'BLOCKED', ringSeconds: 1 }, says: 'blocked by the networks after 1 s' },
  {
    result: { outcome: 'FAILED', ringSeconds: 5, disconnectReason: 'TELECOM_PROBLEM' },
    says: 'failed on the way after 5 s: telecom problem',
  },
  { result: { outcome: 'FAILED' }, says: 'failed on the way' },
  { result: { outcome: 'CANCELLED' }, says: 'cancelled, nothing rang' },
  { result: { outcome: 'CANCELLED', ContactId, ringSeconds: 4 }, says: 'cancelled after 4 s' },
  { result: { outcome: 'EXPIRED' }, says: 'expired, nothing rang' },
  { result: { outcome: 'UNKNOWN' }, says: 'IN DOUBT: may have rung, search Connect for its workflow ID' },
  {
    result: { outcome: 'UNKNOWN', ContactId },
    says: `IN DOUBT: may have rung, search Connect for contact ${ContactId}`,
  },
  { result: { outcome: 'PLACED', ContactId }, says: 'placed, not followed' },
])('says of an end: $says', ({ result, says }) => expect(statusOfResult(result)).toBe(says));

const refused = { answer: 'refused' };
const { attemptIdTaken, attemptInvalid, invalidRequest } = failureTypes;
const issue = (member: string, message = 'is wrong') => ({ member, message });

it.each<{ type: string | undefined; details?: readonly unknown[]; says: string }>([
  { type: 'DestinationNotAllowedException', details: [refused], says: 'REFUSED: destination not allowed' },
  { type: 'OutboundContactNotPermittedException', says: 'FAILED: outbound contact not permitted; may have rung' },
  {
    type: 'AccessDeniedException',
    details: [{ ...refused, maybePlacedSince: '2026-11-28T10:00:00Z' }],
    says: 'FAILED: access denied; may have rung',
  },
  { type: attemptIdTaken, says: 'FAILED: attempt id taken; may have rung' },
  { type: undefined, says: 'FAILED: unknown failure; may have rung' },
  { type: '+12065550100 <b>', says: 'FAILED: b; may have rung' },
  { type: invalidRequest, details: [issue('ContactFlowId')], says: 'INVALID: ContactFlowId' },
  { type: attemptInvalid, details: [issue('options.expiresAt')], says: 'INVALID: options.expiresAt' },
  {
    type: invalidRequest,
    details: [issue('plan.onOutcome.BUSY'), issue('plan.onOutcome.FAILED')],
    says: 'INVALID: plan.onOutcome',
  },
  { type: invalidRequest, details: ['A', 'B', 'C'].map((name) => issue(name)), says: 'INVALID: A, B, C' },
  {
    type: invalidRequest,
    details: ['A', 'B', 'C', 'D'].map((name) => issue(name)),
    says: 'INVALID: A, B, C and 1 more',
  },
  { type: invalidRequest, details: [issue('')], says: 'INVALID: the input' },
  { type: invalidRequest, says: 'INVALID: see its failure' },
  // What a caller has written may be in the names of members.
  { type: invalidRequest, details: [issue('Attributes.Ann Example')], says: 'INVALID: Attributes' },
  {
    type: invalidRequest,
    details: [issue('AnnExample', 'is unknown: leave it out')],
    says: 'INVALID: an unknown member',
  },
  { type: invalidRequest, details: [issue('+12065550100')], says: 'INVALID: the input' },
])('says of a failure: $says', ({ type, details, says }) => expect(statusOfFailure(type, details)).toBe(says));
