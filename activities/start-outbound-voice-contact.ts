import type { ConnectClient } from '@aws-sdk/client-connect';
import { Context } from '@temporalio/activity';
import { ActivityCancelledError } from '@temporalio/client';
import { cancelledUnsent, DialAttempt } from '../src/connect/dial-attempt.js';
import { earlierRunsUnknown } from '../src/connect/dial-failures.js';
import { dialWithLine, type DialLines } from '../src/connect/dial-lines.js';
import { reportOwnTrouble, reportUnreachable } from '../src/connect/remedies.js';
import { asDialRecord, maybePlacedSince, type AttemptFacts, type DialRecord } from '../src/connect/resend-window.js';
import { sendRequest } from '../src/connect/send-request.js';
import type { SentDial } from '../src/connect/sent-dial.js';
import { HeldBackError, untilTurn, type Throttle } from '../src/connect/throttle.js';
import type { DialInput, DialResult, EarlierRuns } from '../src/contract/dial.js';
import { findEarlierRuns, knownFromReset } from '../src/temporal/earlier-runs.js';

export interface DialDependencies {
  /** `maxAttempts: 1` and own timeouts: see `createConnectClient`. */
  readonly connect: ConnectClient;
  /** Epoch milliseconds, on the Temporal server's clock. */
  readonly now: () => number;
  /** 0 to 1, for jitter. */
  readonly random: () => number;
  /** One for all dials of this worker: what one of them is told holds for the others too. */
  readonly throttle: Throttle;
  /** A line of the instance, taken just before the request goes out. None: dials take no line. */
  readonly lines?: DialLines;
  /** Counts each request that was sent. */
  readonly onSent?: (dial: SentDial) => void;
}

/** First heartbeat after this: an answer that comes sooner, as it does in practice, costs no heartbeat. */
const heartbeatEveryMs = 2_500;

/**
 * Dials: one attempt sends the request at most once. Whether it may be sent, and sent again, is decided in `resend-window.ts`;
 * what an answer means, in `classify-error.ts`.
 *
 * @throws ApplicationFailure with AWS's error name (refused), `DialOutcomeUnknown` or `DialWindowClosed`, none retried; or a
 *   retryable one with `nextRetryDelay`
 * @see https://docs.aws.amazon.com/connect/latest/APIReference/API_StartOutboundVoiceContact.html
 */
export function createStartOutboundVoiceContact(dependencies: DialDependencies) {
  return async function startOutboundVoiceContact(input: DialInput): Promise<DialResult> {
    const { lines } = dependencies;
    if (lines === undefined) return dial(dependencies, input);
    const callId = Context.current().info.workflowExecution?.workflowId ?? '';
    return dialWithLine(lines, callId, (takeLine) => dial(dependencies, input, takeLine));
  };
}

async function dial(
  { connect, now, random, throttle, onSent }: DialDependencies,
  input: DialInput,
  takeLine?: () => Promise<void>,
): Promise<DialResult> {
  const context = Context.current();
  const earlier = await earlierRuns(context, input);
  if (earlier.is === 'ended') return { earlier };
  const attempt = new DialAttempt(input, attemptFacts(context.info, earlier));
  /** Before each step towards the send: the one before took its time, and perhaps long. */
  const requireGoOn = () => {
    requireNotCancelled(context, attempt, now);
    attempt.requireTime(now());
  };
  const turnedAway = (error: unknown): never => {
    if (!(error instanceof HeldBackError)) throw error;
    const delayMs = Math.round(error.waitMs * (1 + random()));
    context.heartbeat(attempt.record(now(), { settled: true, isTurnedAway: true }));
    const end = { maybePlacedSinceMs: attempt.earlierSendMs };
    throw attempt.failure(end, { delayMs, atMs: now() + delayMs, why: error.why });
  };

  requireGoOn();
  const sleep = (ms: number) => context.sleep(ms).catch(() => undefined);
  const hasWaited = await untilTurn(throttle, { now, sleep }).catch(turnedAway);
  if (hasWaited) requireGoOn();
  if (takeLine !== undefined) {
    await takeLine().catch(turnedAway);
    requireGoOn();
  }
  // After a wait also because a cancellation travels on the answer to a heartbeat.
  const mustAskFirst = hasWaited && attempt.earlierSendMs === undefined;
  if (mustAskFirst || attempt.needsRecordBeforeSend(now())) {
    await recordBeforeSend(context, attempt, now);
    requireGoOn();
  }

  const sentAtMs = now();
  throttle.sent(sentAtMs);
  const sending = attempt.record(sentAtMs, { settled: false });
  const heartbeat = setInterval(() => context.heartbeat(sending), heartbeatEveryMs);
  const reply = await sendRequest(connect, input.request, context.cancellationSignal).finally(() => {
    clearInterval(heartbeat);
  });
  onSent?.({
    InstanceId: input.request.InstanceId,
    answer: 'ContactId' in reply ? 'accepted' : reply.kind,
    isResend: attempt.earlierSendMs !== undefined,
    sinceDueMs: now() - context.info.scheduledTimestampMs,
  });
  if ('ContactId' in reply) return attempt.placed(reply.ContactId, now());
  if (reply.isThrottle) throttle.throttled(sentAtMs, now());
  const { remedy, type } = reply;
  if (remedy !== undefined) reportOwnTrouble(context, { type, remedy });

  const end = attempt.answered(reply, sentAtMs);
  if (context.cancellationDetails?.cancelRequested === true) throw attempt.cancelled(end);
  const delayMs = attempt.delayMs(reply, random);
  // Temporal takes the last heartbeat along with a failure: the next attempt finds it.
  context.heartbeat(attempt.record(now(), { ...end, settled: true, isTurnedAway: reply.kind === 'not-now' }));
  if (reply.isUnreachable) await reportUnreachable(context, connect, type);
  throw attempt.failure(end, { delayMs, atMs: now() + delayMs });
}

function requireNotCancelled(context: Context, attempt: DialAttempt, now: () => number): void {
  if (!context.cancellationSignal.aborted || attempt.earlierSendMs !== undefined) return;
  // Not only a cancelled call ends here but also a pause and a worker's shutdown: the next attempt shall know.
  context.heartbeat(attempt.record(now(), { settled: true }));
  throw cancelledUnsent();
}

async function recordBeforeSend(context: Context, attempt: DialAttempt, now: () => number): Promise<void> {
  try {
    await context.client.activity.heartbeat(context.info.taskToken, attempt.record(now(), { settled: false }));
  } catch (error) {
    context.heartbeat(attempt.record(now(), { settled: true }));
    // The worker learns of the cancellation from that heartbeat's answer; only then may an attempt end as cancelled.
    if (error instanceof ActivityCancelledError) await context.cancelled.catch(() => undefined);
    requireNotCancelled(context, attempt, now);
    throw error;
  }
}

const attemptFacts = (info: Context['info'], earlier?: Exclude<EarlierRuns, { is: 'ended' }>): AttemptFacts => ({
  attempt: info.attempt,
  scheduledAtMs: info.scheduledTimestampMs,
  attemptScheduledAtMs: info.currentAttemptScheduledTimestampMs,
  record: asDialRecord(info.heartbeatDetails),
  earlierRunSinceMs: earlier?.is === 'maybe' ? earlier.sinceMs : undefined,
});

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
    const ownSend = maybePlacedSince(attemptFacts(context.info));
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
