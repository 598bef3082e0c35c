import type { ActivityInterceptorsFactory } from '@temporalio/worker';
import { ApplicationFailure, defaultPayloadConverter, type Payload, type PayloadCodec } from '@temporalio/common';
import { asDialRecord, maybePlacedSince, type DialRecord } from '../connect/resend-window.js';
import { dialActivityId } from '../contract/dial.js';
import type { DialFailureDetails } from '../contract/failures.js';
import { isPlainObject } from '../contract/shapes.js';
import { DecryptionError } from '../encryption/errors.js';

/** How long until the next try: by then another worker may take it, or the key be there. */
const tryAgainMs = 5_000;

const unreadable = 'ringonce-unreadable';

/**
 * A dial whose input cannot be decrypted was surely not sent. The SDK fails such an attempt before any code of ours runs, so nothing would
 * be on record, and the attempts to come would have to assume that it rang: a call whose key was missing for longer than its resend window would
 * end as UNKNOWN. So in the place of the input a dial gets the reason, which {@link recordUnreadable} deals with.
 */
export function tellingUnreadable(codec: PayloadCodec): PayloadCodec {
  const told = async (payload: Payload): Promise<Payload> => {
    try {
      const [decoded] = await codec.decode([payload]);
      return decoded ?? payload;
    } catch (error) {
      if (!(error instanceof DecryptionError)) throw error;
      return defaultPayloadConverter.toPayload({ [unreadable]: error.message });
    }
  };
  return {
    encode: (payloads, context) => codec.encode(payloads, context),
    decode: (payloads, context) =>
      // Whatever else is read on the way, such as the ends of earlier runs, must not be mistaken for something.
      context?.type === 'activity' && context.activityId === dialActivityId
        ? Promise.all(payloads.map(told))
        : codec.decode(payloads, context),
  };
}

/** Ends the attempt of a dial that cannot be read, with a record that it sent nothing. It is tried again until its time is over. */
export const recordUnreadable =
  (now: () => number): ActivityInterceptorsFactory =>
  (context) => ({
    inbound: {
      execute(input, next) {
        const [dial] = input.args;
        const why = isPlainObject(dial) ? dial[unreadable] : undefined;
        if (typeof why !== 'string') return next(input);
        const { attempt, scheduledTimestampMs, currentAttemptScheduledTimestampMs, heartbeatDetails } = context.info;
        const record = asDialRecord(heartbeatDetails);
        const since = maybePlacedSince({
          attempt,
          scheduledAtMs: scheduledTimestampMs,
          attemptScheduledAtMs: currentAttemptScheduledTimestampMs,
          record,
          // It is part of what cannot be read, and counts again at the next attempt.
          earlierRunSinceMs: undefined,
        });
        // Else what is on record stays: it says more.
        if (since === undefined) {
          const turnedAway = (record?.turnedAway ?? 0) + 1;
          context.heartbeat({ attempt, writtenAtMs: now(), settled: true, turnedAway } satisfies DialRecord);
        }
        throw ApplicationFailure.create({
          type: 'DecryptionError',
          message: `${why} Nothing was sent by this attempt; it is tried again.`,
          nextRetryDelay: tryAgainMs,
          details: [
            (since === undefined
              ? { answer: 'not-now' }
              : { answer: 'unknown', maybePlacedSince: new Date(since).toISOString() }) satisfies DialFailureDetails,
          ],
        });
      },
    },
  });
