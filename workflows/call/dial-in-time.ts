import { isCancellation, workflowInfo, type ApplicationFailure } from '@temporalio/workflow';
import type { AdmissionAnswer } from '../../src/contract/admission.js';
import { hasTimes } from '../../src/contract/admission-options.js';
import type { AcceptedCall } from '../../src/contract/call.js';
import { tokenLifeMs } from '../../src/contract/call-options.js';
import type { CallProgress } from './call-progress.js';
import type { CallTimes } from './call-times.js';
import { areToBeMended } from '../shared/decide-admission.js';
import { dial, expired, unlessEarlier, type Dialled } from './dial.js';
import { invalidRequest } from '../shared/invalid-request.js';

/** How the dial of a call ended for good. */
export type DialledInTime = Exclude<Dialled, { step: 'closed' | 'taken-back' }>;

interface Parts {
  readonly call: AcceptedCall;
  readonly times: CallTimes;
  readonly progress: CallProgress;
}

/**
 * Waits until the call may be dialled, and dials; again at the next opening if its hours close before Amazon Connect has taken it.
 */
export async function dialInTime({ call, times, progress }: Parts): Promise<DialledInTime> {
  let isAtTheDoor = true;
  let changes = times.changes;
  let expiryMs: number | undefined;
  let closed: { readonly atMs: number; readonly reason: string } | undefined;
  // One promise less than a catch of its own would take: the SDK takes the stack of each.
  try {
    for (;;) {
      // A worker's clock may be ahead of the server's: what was closed at that moment is asked about as of that moment.
      const nowMs = Math.max(Date.now(), closed?.atMs ?? 0);
      const admission = times.decideAtOnce() ?? (await times.decide(nowMs));
      if (changes !== times.changes) {
        // Nothing was sent under the old times: with the new ones it begins anew.
        changes = times.changes;
        expiryMs = undefined;
        closed = undefined;
      }
      if (admission.is === 'never') {
        const isNews = isAtTheDoor || !admission.isTimeOver;
        if (isNews && (await areToBeMended(call.request, times.current, admission)))
          throw new RefusedAtTheDoor(admission);
        return await unlessEarlier(expired(closed?.reason ?? `It was never dialled: ${admission.why}`));
      }
      isAtTheDoor = false;
      if (admission.is === 'wait') {
        if (expiryMs !== undefined && admission.untilMs >= expiryMs)
          return await unlessEarlier(expired(closed?.reason ?? 'Its 7 days were over before it could be dialled'));
        progress.waiting(call, admission);
        await times.untilDueOrChanged(admission.untilMs, `${openingWords[admission.reason]} ${admission.inWords}`);
        continue;
      }

      // A waiting call waits until it expires, and never longer than Amazon Connect would remember its token.
      expiryMs ??= (hasTimes(times.current) ? Date.now() : workflowInfo().startTime.getTime()) + tokenLifeMs;
      const { expiresAt } = times.current;
      const expiresAtMs = expiresAt === undefined ? expiryMs : Math.min(Date.parse(expiresAt), expiryMs);
      const dialBeforeMs = Math.min(expiresAtMs, admission.untilMs ?? Infinity);
      times.dialling();
      progress.dialling(call, dialBeforeMs);
      const dialled = await dial(call, dialBeforeMs, times);
      if (dialled.step === 'taken-back') {
        await times.takenBack();
      } else if (dialled.step === 'closed' && dialBeforeMs < expiresAtMs) {
        closed = { atMs: dialBeforeMs, reason: dialled.reason };
        progress.tell(`${dialled.reason}; it waits for the next opening`);
      } else {
        times.past();
        return dialled.step === 'closed' ? expired(dialled.reason) : dialled;
      }
    }
  } catch (error) {
    return asEarlierRun(error);
  }
}

/** Cancelled while it waited, or invalid at the door: what this run does not know is what became of an earlier one. */
async function asEarlierRun(error: unknown): Promise<DialledInTime> {
  if (!isCancellation(error) && !(error instanceof RefusedAtTheDoor)) throw error;
  const dialled = await unlessEarlier(undefined);
  if (dialled !== undefined) return dialled;
  throw error instanceof RefusedAtTheDoor ? error.failure : error;
}

/** How the bar of a wait begins in the UI's timeline. */
export const openingWords = {
  NOT_BEFORE: 'Due',
  CALLING_HOURS: 'Opens',
  CLOSED_DATE: 'Closed date, opens',
  HOLIDAY: 'Holiday, opens',
  BETWEEN_ATTEMPTS: 'Next attempt',
  PAUSED: 'Paused until',
  NO_LINE: 'No line, asks again',
} as const;

/** Its times can never be kept: a person must fix them. */
class RefusedAtTheDoor extends Error {
  readonly failure: ApplicationFailure;

  constructor({ issues }: Extract<AdmissionAnswer, { is: 'never' }>) {
    super();
    this.failure = invalidRequest(
      'The request cannot be placed; nothing was dialled.',
      issues.map(({ member, message }) => ({ member: `options.${member}`, message })),
    );
  }
}
