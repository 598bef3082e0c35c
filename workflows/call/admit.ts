import { isCancellation, workflowInfo, type ApplicationFailure } from '@temporalio/workflow';
import type { AdmissionAnswer } from '../../src/contract/admission.js';
import { hasTimes, type AdmissionOptions } from '../../src/contract/admission-options.js';
import type { AcceptedCall } from '../../src/contract/call.js';
import { tokenLifeMs } from '../../src/contract/call-options.js';
import { invalidRequest } from '../shared/errors.js';
import { decideAdmission, mustBeFixed, withExpiry } from '../shared/times.js';
import { timerSummary } from '../shared/words.js';
import { dial, expired, orEarlierRun, type Dialled } from './dial.js';
import { startDialling, startWaiting } from './progress.js';
import { endRescheduling, allowRescheduling, tell, type CallState } from './state.js';

/** How the dial of a call ended for good. */
export type DialledInTime = Exclude<Dialled, { step: 'closed' | 'taken-back' }>;

/**
 * Waits until the call may be dialled, and dials; again at the next opening if its hours close before Amazon Connect has taken it.
 */
export async function dialInTime(call: AcceptedCall, state: CallState): Promise<DialledInTime> {
  const { mailbox } = state;
  let isFirstDecision = true;
  let version = mailbox.version;
  let expiryMs: number | undefined;
  let closed: { readonly atMs: number; readonly reason: string } | undefined;
  // One promise less than a catch of its own would take: the SDK takes the stack of each.
  try {
    for (;;) {
      // A worker's clock may be ahead of the server's: what was closed at that moment is asked about as of that moment.
      const nowMs = Math.max(Date.now(), closed?.atMs ?? 0);
      const admission = decideAtOnce(call, state) ?? (await decide(call, state, nowMs));
      if (version !== mailbox.version) {
        // Nothing was sent under the old times: with the new ones it begins anew.
        version = mailbox.version;
        expiryMs = undefined;
        closed = undefined;
      }
      if (admission.is === 'never') {
        const isNews = isFirstDecision || !admission.isTimeOver;
        if (isNews && (await mustBeFixed(call.request, timesNow(call, state), admission)))
          throw new TimesNeverKept(admission);
        return await orEarlierRun(expired(closed?.reason ?? `It was never dialled: ${admission.why}`));
      }
      isFirstDecision = false;
      if (admission.is === 'wait') {
        if (expiryMs !== undefined && admission.untilMs >= expiryMs)
          return await orEarlierRun(expired(closed?.reason ?? 'Its 7 days were over before it could be dialled'));
        startWaiting(state, admission);
        mailbox.apply();
        await mailbox.untilChanged(admission.untilMs, timerSummary(admission.reason, admission.inWords));
        continue;
      }

      // A waiting call waits until it expires, and never longer than Amazon Connect would remember its token.
      expiryMs ??= (hasTimes(timesNow(call, state)) ? Date.now() : workflowInfo().startTime.getTime()) + tokenLifeMs;
      const { expiresAt } = timesNow(call, state);
      const expiresAtMs = expiresAt === undefined ? expiryMs : Math.min(Date.parse(expiresAt), expiryMs);
      const dialBeforeMs = Math.min(expiresAtMs, admission.untilMs ?? Infinity);
      startDialling(state, call, dialBeforeMs);
      const dialled = await dial(call, dialBeforeMs, state);
      if (dialled.step === 'taken-back') {
        allowRescheduling(state);
        await mailbox.untilIdle();
      } else if (dialled.step === 'closed' && dialBeforeMs < expiresAtMs) {
        closed = { atMs: dialBeforeMs, reason: dialled.reason };
        tell(state, `${dialled.reason}; it waits for the next opening`);
      } else {
        endRescheduling(state);
        return dialled.step === 'closed' ? expired(dialled.reason) : dialled;
      }
    }
  } catch (error) {
    return asEarlierRun(error);
  }
}

const timesNow = ({ options }: AcceptedCall, { times }: CallState): AdmissionOptions =>
  withExpiry(times, options.expiresAfterMs);

/** May it be dialled? The answer where nobody need be asked, nor awaited: of a call without times that nobody is rescheduling. */
function decideAtOnce(call: AcceptedCall, state: CallState): AdmissionAnswer | undefined {
  if (state.mailbox.isBusy || state.decided !== undefined || hasTimes(timesNow(call, state))) return undefined;
  allowRescheduling(state);
  return { is: 'dial' };
}

/** May it be dialled, as of `nowMs`? Whatever is asked for meanwhile counts. */
async function decide(call: AcceptedCall, state: CallState, nowMs: number): Promise<AdmissionAnswer> {
  const { mailbox } = state;
  for (;;) {
    allowRescheduling(state);
    await mailbox.untilIdle();
    const { version } = mailbox;
    const answer = state.decided ?? (await decideAdmission(call.request, timesNow(call, state), nowMs));
    state.decided = undefined;
    if (version === mailbox.version) return answer;
  }
}

/** Cancelled while it waited, or its times can never be kept: what this run does not know is what became of an earlier one. */
async function asEarlierRun(error: unknown): Promise<DialledInTime> {
  if (!isCancellation(error) && !(error instanceof TimesNeverKept)) throw error;
  const dialled = await orEarlierRun(undefined);
  if (dialled !== undefined) return dialled;
  throw error instanceof TimesNeverKept ? error.failure : error;
}

/** Its times can never be kept: a person must fix them. */
class TimesNeverKept extends Error {
  readonly failure: ApplicationFailure;

  constructor({ issues }: Extract<AdmissionAnswer, { is: 'never' }>) {
    super();
    this.failure = invalidRequest(
      'The request cannot be placed; nothing was dialled.',
      issues.map(({ member, message }) => ({ member: `options.${member}`, message })),
    );
  }
}
