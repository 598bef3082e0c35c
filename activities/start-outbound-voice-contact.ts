import { StartOutboundVoiceContactCommand, type ConnectClient } from '@aws-sdk/client-connect';
import { Context } from '@temporalio/activity';
import { ActivityCancelledError } from '@temporalio/client';
import { ApplicationFailure, CancelledFailure } from '@temporalio/common';
import { requestMarginMs, type DialInput, type DialResult, type EarlierRuns } from '../src/contract/dial.js';
import type { DialFailureDetails } from '../src/contract/failures.js';
import { dialLimitSeconds } from '../src/contract/request.js';
import { answerWithoutContactId, dialAnswerOf, type DialAnswer } from '../src/connect/dial-answer.js';
import { findEarlierRuns, knownFromReset } from '../src/temporal/earlier-runs.js';
import {
  dialAgain,
  dialHeldBack,
  dialOutcomeUnknown,
  dialRefused,
  dialWindowClosed,
  earlierRunsUnknown,
} from '../src/connect/dial-failures.js';
import type { HaltedDial } from './halt-dial.js';
import { reportOwnTrouble } from '../src/connect/own-trouble.js';
import {
  asDialRecord,
  maybePlacedSince,
  mayDial,
  needsRecordBeforeSend,
  nextDialStep,
  type AttemptFacts,
  type DialRecord,
  type DialStep,
} from '../src/connect/resend-window.js';
import { HeldBackError, untilTurn, type SendPace } from '../src/connect/throttle.js';

export interface DialDependencies {
  /** `maxAttempts: 1` and own timeouts: see `createConnectClient`. */
  readonly connect: ConnectClient;
  /** Epoch milliseconds, on the Temporal server's clock. */
  readonly now: () => number;
  /** 0 to 1, for jitter. */
  readonly random: () => number;
  /** One for all dials of this worker: what one of them is told holds for the others too. */
  readonly pace: SendPace;
  /** A line of the instance, taken just before the request goes out. None: dials take no line. */
  readonly lines?: DialLines;
}

/** The lines of an instance, as a dial sees them. */
export interface DialLines {
  /**
   * Takes a line for the call, or finds that it has one.
   * @throws HeldBackError when there is none: nothing may be sent
   */
  take(callId: string): Promise<void>;
  /** A dial that asked for a line has ended. */
  dialled(callId: string, end: DialEnd): void;
}

/**
 * What a dial's end says of its line. `silent`: surely nothing rings, and the line is free. Else its contact has it, where it is known;
 * `isOpen`: the same request may follow.
 */
export type DialEnd = 'silent' | { readonly ContactId?: string; readonly isOpen: boolean };

/** First heartbeat after this: an answer that comes sooner, as it does in practice, costs no heartbeat. */
const heartbeatEveryMs = 2_500;

/**
 * How long the answer to a request that is out is still waited for when the call is cancelled: it brings the ContactId, without which
 * a ringing phone cannot be stopped.
 */
const cancelledRequestGraceMs = 5_000;

/**
 * Dials: one attempt sends the request at most once. Whether it may be sent, and sent again, is decided in `resend-window.ts`;
 * what an answer means, in `dial-answer.ts`.
 *
 * @throws ApplicationFailure with AWS's error name (refused), `DialOutcomeUnknown` or `DialWindowClosed`, none retried; or a
 *   retryable one with `nextRetryDelay`
 * @see https://docs.aws.amazon.com/connect/latest/APIReference/API_StartOutboundVoiceContact.html
 */
export function createStartOutboundVoiceContact(dependencies: DialDependencies) {
  const dial = createDial(dependencies);
  return async function startOutboundVoiceContact(input: DialInput): Promise<DialResult> {
    const { lines } = dependencies;
    if (lines === undefined) return dial(input);
    const callId = Context.current().info.workflowExecution?.workflowId ?? '';
    // An attempt that has not come to its line says nothing of it: the contact of an earlier run under the ID may have one.
    const line = { isAskedFor: false };
    const takeLine = () => {
      line.isAskedFor = true;
      return lines.take(callId);
    };
    try {
      const result = await dial(input, takeLine);
      if (!('earlier' in result)) lines.dialled(callId, { ContactId: result.ContactId, isOpen: false });
      return result;
    } catch (error) {
      if (line.isAskedFor) lines.dialled(callId, endOf(error));
      throw error;
    }
  };
}

function endOf(error: unknown): DialEnd {
  const halted = error instanceof CancelledFailure ? (error.details[0] as Partial<HaltedDial> | undefined) : undefined;
  if (halted?.surelyNotSent === true) return 'silent';
  if (!(error instanceof ApplicationFailure)) return { isOpen: true };
  const details = error.details?.[0] as DialFailureDetails | undefined;
  if (details !== undefined && details.answer !== 'unknown' && details.maybePlacedSince === undefined) return 'silent';
  return { isOpen: error.nonRetryable !== true };
}

function createDial({ connect, now, random, pace }: DialDependencies) {
  return async function dial(input: DialInput, takeLine?: () => Promise<void>): Promise<DialResult> {
    const context = Context.current();
    const earlier = await earlierRuns(context, input);
    if (earlier.is === 'ended') return { earlier };
    const facts = attemptFacts(context.info, earlier.is === 'maybe' ? earlier.sinceMs : undefined);
    const limits = { resendWindowMs: input.resendWindowMs, dialBeforeMs: Date.parse(input.dialBefore) };
    const earlierSend = maybePlacedSince(facts);
    const checkTime = () => {
      const atMs = now();
      const may = mayDial({ ...limits, atMs, maybePlacedSinceMs: earlierSend });
      if (may !== 'send') throw failureOf(may, { input, atMs, maybePlacedSinceMs: earlierSend });
    };
    const checkCancelled = () => {
      if (!context.cancellationSignal.aborted || earlierSend !== undefined) return;
      // Not only a cancelled call ends here but also a pause and a worker's shutdown: the next attempt shall know.
      context.heartbeat(record(facts, { settled: true, writtenAtMs: now(), since: undefined }));
      throw cancelledUnsent();
    };
    const holdBack = ({ waitMs, why }: HeldBackError): Error => {
      const delayMs = Math.round(waitMs * (1 + random()));
      context.heartbeat(record(facts, { settled: true, writtenAtMs: now(), since: earlierSend, isTurnedAway: true }));
      const end = { input, maybePlacedSinceMs: earlierSend, atMs: now() + delayMs };
      const step = nextDialStep('not-now', { ...limits, atMs: end.atMs, maybePlacedSinceMs: earlierSend });
      return step === 'send'
        ? dialHeldBack({ ...end, request: input.request }, { delayMs, why })
        : failureOf(step, end);
    };
    checkCancelled();
    checkTime();
    const sleep = (ms: number) => context.sleep(ms).catch(() => undefined);
    const hasWaited = await untilTurn(pace, { now, sleep }).catch((error: unknown) => {
      throw error instanceof HeldBackError ? holdBack(error) : error;
    });
    if (hasWaited) {
      checkCancelled();
      checkTime();
    }
    if (takeLine !== undefined) {
      await takeLine().catch((error: unknown) => {
        throw error instanceof HeldBackError ? holdBack(error) : error;
      });
      checkCancelled();
      checkTime();
    }
    // After a wait also because a cancellation travels on the answer to a heartbeat.
    const mustAskFirst = hasWaited && earlierSend === undefined;
    if (mustAskFirst || needsRecordBeforeSend(facts, now(), input.resendWindowMs)) {
      const writtenAtMs = now();
      const intent = record(facts, { settled: false, writtenAtMs, since: earlierSend ?? writtenAtMs });
      try {
        await context.client.activity.heartbeat(context.info.taskToken, intent);
      } catch (error) {
        context.heartbeat(record(facts, { settled: true, writtenAtMs: now(), since: earlierSend }));
        // The worker learns of the cancellation from that heartbeat's answer; only then may an attempt end as cancelled.
        if (error instanceof ActivityCancelledError) await context.cancelled.catch(() => undefined);
        checkCancelled();
        throw error;
      }
      // That took its time, and perhaps long.
      checkCancelled();
      checkTime();
    }

    const sentAtMs = now();
    pace.sent(sentAtMs);
    const sending = record(facts, { settled: false, writtenAtMs: sentAtMs, since: earlierSend ?? sentAtMs });
    const heartbeat = setInterval(() => context.heartbeat(sending), heartbeatEveryMs);
    const patience = patientSignal(context.cancellationSignal);
    const reply = await send(connect, input.request, patience.signal).finally(() => {
      clearInterval(heartbeat);
      patience.end();
    });
    if ('ContactId' in reply) {
      const dialledAt = new Date(now()).toISOString();
      // After an operator's reset the count begins anew, and the record may stay.
      const dialAttempts = Math.max(1, facts.attempt - (facts.record?.turnedAway ?? 0));
      return { ContactId: reply.ContactId, dialledAt, dialAttempts, resent: earlierSend !== undefined };
    }
    if (reply.isThrottle) pace.throttled(sentAtMs, now());
    const { remedy, type } = reply;
    if (remedy !== undefined) reportOwnTrouble(context, { type, remedy });

    const maybePlacedSinceMs = reply.kind === 'unknown' ? (earlierSend ?? sentAtMs) : earlierSend;
    const failure = { input, answer: reply, maybePlacedSinceMs, atMs: now() };
    if (context.cancellationDetails?.cancelRequested === true) throw cancelled(failure);
    const delayMs = jittered(reply, facts.attempt, random);
    // Temporal takes the last heartbeat along with a failure: the next attempt finds it.
    const isTurnedAway = reply.kind === 'not-now';
    context.heartbeat(record(facts, { settled: true, writtenAtMs: now(), since: maybePlacedSinceMs, isTurnedAway }));
    const atMs = now() + delayMs;
    const step = nextDialStep(reply.kind, { ...limits, atMs, maybePlacedSinceMs });
    throw step === 'send'
      ? dialAgain({ ...failure, request: input.request }, delayMs)
      : failureOf(step, { ...failure, atMs });
  };
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

async function send(
  connect: ConnectClient,
  request: DialInput['request'],
  abortSignal: AbortSignal,
): Promise<{ readonly ContactId: string } | DialAnswer> {
  const command = new StartOutboundVoiceContactCommand(request);
  const requestTimeout = dialLimitSeconds(request) * 1000 + requestMarginMs;
  try {
    const { ContactId, $metadata } = await connect.send(command, { abortSignal, requestTimeout });
    return ContactId === undefined || ContactId === '' ? answerWithoutContactId($metadata.requestId) : { ContactId };
  } catch (error) {
    return dialAnswerOf(error);
  }
}

function attemptFacts(info: Context['info'], earlierRunSinceMs: number | undefined): AttemptFacts {
  return {
    attempt: info.attempt,
    scheduledAtMs: info.scheduledTimestampMs,
    attemptScheduledAtMs: info.currentAttemptScheduledTimestampMs,
    record: asDialRecord(info.heartbeatDetails),
    earlierRunSinceMs,
  };
}

/** What earlier runs under the call's ID have done. */
async function earlierRuns(context: Context, input: DialInput): Promise<EarlierRuns> {
  const record = asDialRecord(context.info.heartbeatDetails);
  // It was asked about before the first send of this run.
  if (record?.maybePlacedSinceMs !== undefined) return knownFromReset(input.maybePlacedSince);
  // A dial that was waiting when an operator reset its workflow goes on in the new run, with the input of the old one. Who started the
  // call can vouch for its first attempt alone, and that one for those after it.
  const isVouchedFor = record !== undefined || isFirstOfAll(context.info);
  const { isFirstUseOfId = false, ...known } = input;
  try {
    return await findEarlierRuns(context, { ...known, isFirstUseOfId: isFirstUseOfId && isVouchedFor });
  } catch (error) {
    // The token protects against a second ring; only a call that does not trust it at all waits until Temporal can be asked.
    const ownSend = maybePlacedSince(attemptFacts(context.info, undefined));
    if (known.maybePlacedSince !== undefined || ownSend !== undefined || input.resendWindowMs > 0)
      return knownFromReset(known.maybePlacedSince);
    const turnedAway = (record?.turnedAway ?? 0) + 1;
    const { attempt } = context.info;
    context.heartbeat({ attempt, writtenAtMs: Date.now(), settled: true, turnedAway } satisfies DialRecord);
    throw earlierRunsUnknown(error);
  }
}

const isFirstOfAll = (info: Context['info']): boolean =>
  info.attempt === 1 && info.currentAttemptScheduledTimestampMs <= info.scheduledTimestampMs;

interface RecordParts {
  readonly settled: boolean;
  readonly writtenAtMs: number;
  readonly since: number | undefined;
  readonly isTurnedAway?: boolean;
}

function record(
  { attempt, record }: AttemptFacts,
  { settled, writtenAtMs, since, isTurnedAway = false }: RecordParts,
): DialRecord {
  const turnedAway = (record?.turnedAway ?? 0) + (isTurnedAway ? 1 : 0);
  return {
    attempt,
    writtenAtMs,
    settled,
    ...(since === undefined ? {} : { maybePlacedSinceMs: since }),
    ...(turnedAway === 0 ? {} : { turnedAway }),
  };
}

interface AttemptEnd {
  readonly input: DialInput;
  readonly answer?: DialAnswer;
  readonly maybePlacedSinceMs: number | undefined;
  /** When the next send would go out. */
  readonly atMs: number;
}

function failureOf(step: Exclude<DialStep, 'send'>, end: AttemptEnd): Error {
  const { input, answer, maybePlacedSinceMs } = end;
  const failure = { request: input.request, maybePlacedSinceMs, ...(answer === undefined ? {} : { answer }) };
  switch (step) {
    case 'refused':
      if (answer === undefined) throw new TypeError('refused without an answer');
      return dialRefused({ ...failure, answer });
    case 'window-closed':
      return dialWindowClosed(failure, input.dialBefore);
    case 'outcome-unknown':
      return dialOutcomeUnknown(
        failure,
        answer?.kind === 'refused'
          ? 'a later copy of its request was refused, which says nothing of the first'
          : whyNotAgain(end),
      );
  }
}

/** Names the limit that forbids the next send, and no other. */
function whyNotAgain({ input: { resendWindowMs, dialBefore }, atMs, maybePlacedSinceMs }: AttemptEnd): string {
  if (resendWindowMs === 0) return 'its resendWindow is 0: nothing is ever sent twice';
  const isWindowOver = maybePlacedSinceMs !== undefined && atMs - maybePlacedSinceMs >= resendWindowMs;
  return isWindowOver
    ? `its resend window of ${resendWindowMs / 1000} s ends before the next try`
    : `its dialling time ends at ${dialBefore}, before the next try`;
}

/** A request that was out when the cancellation came may have placed the call: that must not look like "nothing rang". */
function cancelled({ input, answer, maybePlacedSinceMs }: AttemptEnd & { readonly answer: DialAnswer }): Error {
  if (maybePlacedSinceMs === undefined) return cancelledUnsent();
  return dialOutcomeUnknown(
    { request: input.request, answer, maybePlacedSinceMs },
    'it was cancelled while its request was out',
  );
}

const cancelledUnsent = (): CancelledFailure =>
  new CancelledFailure('Cancelled before the call was placed', [{ surelyNotSent: true }]);

/** Half of the wait is fixed, half is chance, so that calls throttled together do not come back together. */
function jittered({ backoff }: DialAnswer, attempt: number, random: () => number): number {
  const waitMs = Math.min(backoff.maxMs, backoff.firstMs * 2 ** Math.min(attempt - 1, 20));
  return Math.round(waitMs / 2 + (random() * waitMs) / 2);
}
