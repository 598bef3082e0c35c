import { ActivityCancelledError, ActivityCompletionError, type Client } from '@temporalio/client';
import { expect, it } from 'vitest';
import type { HeldLines } from '../../src/contract/lines.js';
import { WrittenList } from '../../src/lines/written-list.js';

/** A Temporal that answers when it is told to. */
function aTemporal() {
  const deadlinesMs: number[] = [];
  const arrived: HeldLines[] = [];
  const answers: ((error?: Error) => void)[] = [];
  const losses: unknown[] = [];
  const held: { callId: string; sinceMs: number }[] = [];
  const heartbeat = (_: Uint8Array, list: HeldLines) => {
    arrived.push(structuredClone(list));
    return new Promise<void>((resolve, reject) =>
      answers.push((error) => {
        if (error === undefined) resolve();
        else reject(error);
      }),
    );
  };
  const client = {
    withDeadline: (atMs: number, write: () => unknown) => {
      deadlinesMs.push(atMs);
      return write();
    },
    activity: { heartbeat },
  };
  const list = new WrittenList({
    client: client as unknown as Client,
    taskToken: new Uint8Array(),
    list: () => ({ held }),
    onLost: (error) => losses.push(error),
  });
  const arrivedIds = () => arrived.map((written) => written.held.map(({ callId }) => callId));
  const take = (callId: string) => {
    held.push({ callId, sinceMs: 0 });
    return list.write();
  };
  return { arrivedIds, answers, deadlinesMs, losses, take };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

it('lists are written one after the other, those that come together as one, and none overtakes another', async () => {
  const { arrivedIds, answers, take } = aTemporal();
  const first = take('a');
  await settled();
  const others = [take('b'), take('c')];
  await settled();
  expect(arrivedIds()).toEqual([['a']]);
  answers[0]?.();
  await first;
  await settled();
  expect(arrivedIds()).toEqual([['a'], ['a', 'b', 'c']]);
  answers[1]?.();
  await Promise.all(others);
});

it('one that fails is told to those that wait for it, and to nobody after them', async () => {
  const { answers, take } = aTemporal();
  const first = take('a');
  await settled();
  const second = take('b');
  answers[0]?.(new Error('away'));
  await expect(first).rejects.toThrow('away');
  await settled();
  answers[1]?.();
  await second;
});

it('one that hangs is given up before the dialler would be taken for dead, and the next is written', async () => {
  const { deadlinesMs, arrivedIds, answers, take } = aTemporal();
  const hangs = take('a');
  await settled();
  expect(deadlinesMs[0]).toBeLessThan(Date.now() + 5_000);
  answers[0]?.(new Error('DEADLINE_EXCEEDED'));
  await expect(hangs).rejects.toThrow('DEADLINE_EXCEEDED');
  const next = take('b');
  await settled();
  answers[1]?.();
  await next;
  expect(arrivedIds().at(-1)).toEqual(['a', 'b']);
});

it('who shall end is told it, and whoever waits for the write sends nothing', async () => {
  const { answers, losses, take } = aTemporal();
  const written = take('a');
  await settled();
  answers[0]?.(new ActivityCancelledError());
  await expect(written).rejects.toThrow(ActivityCancelledError);
  expect(losses).toEqual([expect.any(ActivityCancelledError)]);
});

it('who cannot reach Temporal may try again', async () => {
  const { answers, losses, take } = aTemporal();
  const written = take('a');
  await settled();
  answers[0]?.(new ActivityCompletionError('unavailable'));
  await expect(written).rejects.toThrow('unavailable');
  expect(losses).toEqual([]);
});
