import { ApplicationFailure, defaultPayloadConverter, type Payload } from '@temporalio/common';
import { describe, expect, it } from 'vitest';
import type { DialRecord } from '../../src/connect/resend-window.js';
import { dialActivityId } from '../../src/contract/dial.js';
import { EncryptionCodec } from '../../src/encryption/codec.js';
import { DecryptionError } from '../../src/encryption/errors.js';
import { parseKeyRing } from '../../src/encryption/key-ring.js';
import { recordUnreadable, tellingUnreadable } from '../../src/worker/unreadable-dials.js';
import { keyOf } from '../support/encryption-keys.js';

const codecWith = (...keys: readonly string[]) => tellingUnreadable(new EncryptionCodec(parseKeyRing(keys.join(','))));
const [right, wrong] = [codecWith(keyOf('k1', 1)), codecWith(keyOf('k2', 2))];
const both = codecWith(keyOf('k2', 2), keyOf('k1', 1));
type Codec = typeof right;

const dial = { type: 'activity', activityId: dialActivityId, namespace: 'default', isLocal: false } as const;
async function stored(codec: Codec, value: unknown): Promise<Payload> {
  const [payload] = await codec.encode([defaultPayloadConverter.toPayload(value)]);
  return payload ?? {};
}
async function read(codec: Codec, payload: Payload): Promise<unknown> {
  const [decoded] = await codec.decode([payload], dial);
  return defaultPayloadConverter.fromPayload(decoded ?? {});
}

/** An attempt of a dial by a worker without its key: what it fails with and leaves behind. */
async function attemptBlind(attempt: number, heartbeatDetails?: unknown) {
  const recorded: unknown[] = [];
  const info = {
    ...{ attempt, heartbeatDetails },
    ...{ scheduledTimestampMs: 1_000, currentAttemptScheduledTimestampMs: 1_000 * attempt },
  };
  const { inbound } = recordUnreadable(() => 9_000)({
    info,
    heartbeat: (details: unknown) => recorded.push(details),
  } as never);
  const args = [await read(wrong, await stored(right, { request: 'secret' }))];
  const failed: unknown = await Promise.resolve()
    .then(() => inbound?.execute?.({ args, headers: {} }, () => Promise.resolve('dialled')))
    .catch((error: unknown) => error);
  return { failed: failed as ApplicationFailure, recorded };
}

const before: DialRecord = { attempt: 1, writtenAtMs: 2_000, settled: true, turnedAway: 1 };

describe('a dial that a worker cannot read', () => {
  it('is not sent, surely: the failure says so, which key is missing, and nothing of where in the code', async () => {
    const { failed, recorded } = await attemptBlind(1);

    expect(failed).toBeInstanceOf(ApplicationFailure);
    expect(failed.message).toMatch(/with the key k1, .* has k2: .* This attempt sent nothing; it is tried again\.$/);
    expect(failed).toMatchObject({ details: [{ answer: 'not-now' }], nextRetryDelay: 5_000, stack: '' });
    expect(failed.nonRetryable).toBeFalsy();
    expect(recorded).toEqual([{ attempt: 1, writtenAtMs: 9_000, settled: true, turnedAway: 1 }]);
  });

  it('may have been sent by an attempt before it that left no record', async () => {
    const { failed, recorded } = await attemptBlind(2);
    expect(failed.details).toEqual([{ answer: 'unknown', maybePlacedSince: '1970-01-01T00:00:01.000Z' }]);
    expect(recorded).toEqual([]);
  });

  it('keeps the record that it cannot read, however often, for a worker that can', async () => {
    let kept: unknown = await read(wrong, await stored(right, before));
    for (const attempt of [2, 3]) {
      const { recorded } = await attemptBlind(attempt, kept);
      expect(recorded).toHaveLength(1);
      const heartbeat = await stored(wrong, recorded[0]);
      expect(await read(both, heartbeat)).toEqual({ ...before, attempt, turnedAway: attempt });
      kept = await read(wrong, heartbeat);
    }
  });

  it('keeps none over an attempt that said nothing', async () => {
    const kept = await read(wrong, await stored(right, before));
    const { recorded } = await attemptBlind(3, kept);
    // Of the attempt between, which may have sent, it says nothing.
    expect(await read(both, await stored(wrong, recorded[0]))).toEqual(before);
    const later = await read(wrong, await stored(wrong, recorded[0]));
    expect((await attemptBlind(5, later)).recorded).toEqual([]);
  });

  it('of anything but a dial the error stays an error', async () => {
    const payload = await stored(right, 'x');
    for (const context of [undefined, { ...dial, activityId: 'outcome' }, { ...dial, type: 'workflow' as const }])
      await expect(wrong.decode([payload], context as never)).rejects.toBeInstanceOf(DecryptionError);
    expect(await read(right, payload)).toBe('x');
  });
});
