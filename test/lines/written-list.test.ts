import { ActivityCancelledError, ActivityPausedError, ActivityResetError, type Client } from '@temporalio/client';
import { AsyncLocalStorage } from 'node:async_hooks';
import { expect, it } from 'vitest';
import type { HeldLines } from '../../src/contract/lines.js';
import { WrittenList } from '../../src/lines/written-list.js';

/** A Temporal that answers when it is told to. */
function aTemporal(dial = new AsyncLocalStorage<string>()) {
  const deadlinesMs: number[] = [];
  const contexts: unknown[] = [];
  const arrived: HeldLines[] = [];
  const answers: ((error?: Error) => void)[] = [];
  const wishes: unknown[] = [];
  const held: { callId: string; sinceMs: number }[] = [];
  const heartbeat = (_: Uint8Array, list: HeldLines) => {
    arrived.push(structuredClone(list));
    contexts.push(dial.getStore());
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
    onWish: (wish) => wishes.push(wish),
  });
  const arrivedIds = () => arrived.map((written) => written.held.map(({ callId }) => callId));
  const take = (callId: string) => {
    held.push({ callId, sinceMs: 0 });
    return list.write();
  };
  return { arrivedIds, answers, contexts, deadlinesMs, wishes, take };
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

it.each([ActivityCancelledError, ActivityPausedError, ActivityResetError])(
  'a wish that comes with the answer is told, and the list is written all the same: %o',
  async (Wish) => {
    const { answers, wishes, take } = aTemporal();
    const written = take('a');
    await settled();
    answers[0]?.(new Wish());
    await written;
    expect(wishes).toEqual([expect.any(Wish)]);
  },
);

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

it('is written in the context of no dial: one that is cancelled does not take the list of the others along', async () => {
  const dial = new AsyncLocalStorage<string>();
  const { contexts, answers, take } = aTemporal(dial);
  const written = dial.run('a', () => take('a'));
  await settled();
  answers[0]?.();
  await written;
  expect(contexts).toEqual([undefined]);
});
