import type { PlacedContact } from '../../src/contract/dial.js';
import { outcomeOf } from '../../src/contract/outcome-of.js';
import { needsPerson, resultSchemaVersion, type CallResult } from '../../src/contract/outcome.js';
import { endInWords } from '../shared/words.js';
import { nextStep } from './words.js';
import type { DialledInTime } from './admit.js';
import type { Followed } from './follow.js';

/** First what a person wants to know: the UI shows a result's members in their order. */
export function readable(result: CallResult): CallResult {
  const { outcome } = result;
  const told = {
    outcome,
    summary: `${endInWords(result)}.`,
    ...(needsPerson(outcome) ? { nextStep: nextStep(result) } : {}),
  };
  return { ...told, ...result, ...told, schemaVersion: resultSchemaVersion };
}

/** The result of a call that is not followed. */
export function resultOfDial(dialled: DialledInTime): CallResult {
  switch (dialled.step) {
    case 'placed':
      return { outcome: 'PLACED', ...dialled.contact };
    case 'expired':
      return { outcome: 'EXPIRED', reason: dialled.reason };
    case 'in-doubt':
      return { outcome: 'UNKNOWN', reason: dialled.reason };
    case 'ended-before':
      return { ...dialled.earlier.result, earlierRunId: dialled.earlier.runId };
  }
}

/** The result of a call that was followed. */
export function resultOfFollowing(
  dialled: Exclude<DialledInTime, { step: 'expired' | 'ended-before' }>,
  followed: Followed,
): CallResult {
  const placed: Partial<PlacedContact> = dialled.step === 'placed' ? dialled.contact : {};
  const doubt = dialled.step === 'in-doubt' ? `${dialled.reason.replace(/\.$/, '')}; ` : '';
  const stopped = followed.stopped ? { stopped: true } : {};
  if ('lost' in followed) return { outcome: 'UNKNOWN', ...placed, reason: `${doubt}${followed.lost}`, ...stopped };

  const { end } = followed;
  const verdict = outcomeOf({ ...end, isConnected: end.connectedAt !== undefined, isStoppedByUs: followed.stopped });
  const answeredAt = verdict.answeredBy === undefined ? undefined : end.connectedAt;
  const ringSeconds = secondsBetween(end.initiatedAt, answeredAt ?? end.disconnectedAt);
  const talkSeconds = secondsBetween(answeredAt, end.disconnectedAt);
  return {
    ...placed,
    ...verdict,
    ...end,
    ...(ringSeconds === undefined ? {} : { ringSeconds }),
    ...(talkSeconds === undefined ? {} : { talkSeconds }),
    ...(doubt === '' ? {} : { reason: `${doubt}a contact event brought its contact` }),
    ...stopped,
  };
}

function secondsBetween(from: string | undefined, to: string | undefined): number | undefined {
  if (from === undefined || to === undefined) return undefined;
  return Math.max(0, Math.round((Date.parse(to) - Date.parse(from)) / 1000));
}
