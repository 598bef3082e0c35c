import type { ActivityInterceptorsFactory } from '@temporalio/worker';
import { defaultPayloadConverter, type Payload, type PayloadCodec } from '@temporalio/common';
import proto from '@temporalio/proto';
import { failure } from '../connect/failure.js';
import { asDialRecord, maybePlacedSince, type DialRecord } from '../connect/resend-window.js';
import { dialActivityId } from '../contract/dial.js';
import type { DialFailureDetails } from '../contract/failures.js';
import { isPlainObject } from '../contract/shapes.js';
import { DecryptionError } from '../encryption/errors.js';

const PayloadProto = proto.temporal.api.common.v1.Payload;

/** How long until the next try: by then another worker may take it, or the key be there. */
const tryAgainMs = 5_000;

/**
 * Heartbeat details of attempts that could read neither their input nor the record before them, which is kept for who can. Else a throttled
 * call would be in doubt.
 */
interface KeptRecord {
  /** As it is stored, in base64. */
  readonly keptPayload: string;
  /** The attempts that kept it, and sent nothing. */
  readonly from: number;
  readonly to: number;
}

/** A second worker that can read nothing keeps what the first one has kept, and so on: not for ever. */
const maxKeptLength = 2_000;

/** Stands in the place of a value that cannot be decrypted. */
type Unreadable = { readonly unreadable: string } & (KeptRecord | Pick<KeptRecord, 'keptPayload'>);

const isKeptRecord = (value: unknown): value is KeptRecord => isPlainObject(value) && 'keptPayload' in value;
const isUnreadable = (value: unknown): value is Unreadable => isKeptRecord(value) && 'unreadable' in value;

/**
 * A dial whose input cannot be decrypted was surely not sent. The SDK fails such an attempt before any code of ours runs, so nothing would
 * be on record, and later attempts would have to assume that it rang: a call whose key was missing for longer than its resend window would
 * end as UNKNOWN. So a dial gets the reason in the place of its input, for {@link recordUnreadable}.
 */
export function tellingUnreadable(codec: PayloadCodec): PayloadCodec {
  const decoded = async (payload: Payload): Promise<Payload> => (await codec.decode([payload]))[0] ?? payload;
  const restored = async (payload: Payload): Promise<Payload> => {
    const readable = await decoded(payload);
    const value = valueOf(readable);
    return isKeptRecord(value) ? continued(await restored(payloadIn(value.keptPayload)), value) : readable;
  };
  const told = async (payload: Payload): Promise<Payload> => {
    try {
      return await restored(payload);
    } catch (error) {
      if (!(error instanceof DecryptionError)) throw error;
      const value = await decoded(payload).then(valueOf, () => undefined);
      const kept = isKeptRecord(value) ? value : { keptPayload: asBase64(payload) };
      return payloadOf({ unreadable: error.message, ...kept } satisfies Unreadable);
    }
  };
  return {
    encode: (payloads, context) => codec.encode(payloads, context),
    decode: (payloads, context) =>
      // Whatever else a dial reads, such as the ends of earlier runs, must not be mistaken for something.
      context?.type === 'activity' && context.activityId === dialActivityId
        ? Promise.all(payloads.map(told))
        : codec.decode(payloads, context),
  };
}

/** The record that was kept, and that the attempts since then sent nothing. */
function continued(payload: Payload, { from, to }: KeptRecord): Payload {
  const record = asDialRecord(valueOf(payload));
  // It says nothing of the attempt before them.
  if (record?.attempt !== from - 1) return payload;
  return payloadOf({ ...record, attempt: to, turnedAway: (record.turnedAway ?? 0) + to - from + 1 });
}

/** Ends the attempt of a dial that cannot be read, with a record that it sent nothing. It is tried again until its time is over. */
export const recordUnreadable =
  (now: () => number): ActivityInterceptorsFactory =>
  (context) => ({
    inbound: {
      execute(input, next) {
        const [dial] = input.args;
        if (!isUnreadable(dial)) return next(input);
        const { info } = context;
        const record = asDialRecord(info.heartbeatDetails);
        const maybePlacedSinceMs = maybePlacedSince({
          attempt: info.attempt,
          scheduledAtMs: info.scheduledTimestampMs,
          attemptScheduledAtMs: info.currentAttemptScheduledTimestampMs,
          record,
          // It is part of what cannot be read, and counts again at the next attempt.
          earlierRunSinceMs: undefined,
        });
        const recorded = recordOf(info, record, { maybePlacedSinceMs, atMs: now() });
        // Without one, what is on record stays: it says more.
        if (recorded !== undefined) context.heartbeat(recorded);
        const details: DialFailureDetails =
          maybePlacedSinceMs === undefined
            ? { answer: 'not-now' }
            : { answer: 'unknown', maybePlacedSince: new Date(maybePlacedSinceMs).toISOString() };
        throw failure({
          type: 'DecryptionError',
          message: `${dial.unreadable} This attempt sent nothing; it is tried again.`,
          nextRetryDelay: tryAgainMs,
          details: [details],
        });
      },
    },
  });

function recordOf(
  { attempt, heartbeatDetails }: { readonly attempt: number; readonly heartbeatDetails: unknown },
  record: DialRecord | undefined,
  { maybePlacedSinceMs, atMs }: { readonly maybePlacedSinceMs: number | undefined; readonly atMs: number },
): DialRecord | KeptRecord | undefined {
  const turnedAway = (record?.turnedAway ?? 0) + 1;
  if (maybePlacedSinceMs === undefined) return { attempt, writtenAtMs: atMs, settled: true, turnedAway };
  if (!isUnreadable(heartbeatDetails) || heartbeatDetails.keptPayload.length > maxKeptLength) return undefined;
  const { keptPayload } = heartbeatDetails;
  if (!('to' in heartbeatDetails)) return { keptPayload, from: attempt, to: attempt };
  return heartbeatDetails.to === attempt - 1 ? { keptPayload, from: heartbeatDetails.from, to: attempt } : undefined;
}

const payloadOf = (value: unknown): Payload => defaultPayloadConverter.toPayload(value);
const valueOf = (payload: Payload): unknown => {
  try {
    return defaultPayloadConverter.fromPayload(payload);
  } catch {
    return undefined;
  }
};
const asBase64 = (payload: Payload): string => Buffer.from(PayloadProto.encode(payload).finish()).toString('base64');
function payloadIn(base64: string): Payload {
  const { metadata, data } = PayloadProto.decode(Buffer.from(base64, 'base64'));
  return { metadata, data };
}
