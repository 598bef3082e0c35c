import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LineSlots, type DialsOut } from '../../src/lines/line-slots.js';
import { seeded } from '../contract/seeded.js';

type Permit = Awaited<ReturnType<LineSlots['reserveSlot']>>;

/** What a worker of the SDK does with its slots: it polls with permits, and runs what it is given. */
class Poller {
  readonly permits: Permit[] = [];
  readonly running = new Map<string, Permit>();
  readonly #slots: LineSlots;
  #waiting = 0;
  readonly #end = new AbortController();

  constructor(slots: LineSlots) {
    this.#slots = slots;
  }

  /** As many polls wait for a permit. */
  async poll(count: number): Promise<void> {
    while (this.#waiting < count) {
      this.#waiting++;
      void this.#slots.reserveSlot(undefined, this.#end.signal).then((permit) => {
        this.#waiting--;
        this.permits.push(permit);
      });
    }
    await settled();
  }

  /** A task has come. @returns whether it has a line; undefined without a permit to poll it with */
  async task(callId: string): Promise<boolean | undefined> {
    const permit = this.permits.pop();
    if (permit === undefined) return undefined;
    this.#slots.markSlotUsed({ permit });
    const taken = this.#slots.take(callId, 0);
    if (taken === undefined) this.#slots.releaseSlot({ permit });
    else this.running.set(callId, permit);
    await settled();
    return taken !== undefined;
  }

  async ended(
    callId: string,
    end: { readonly ContactId?: string; readonly isOpen: boolean } | 'silent',
  ): Promise<void> {
    const permit = this.running.get(callId);
    if (permit === undefined) return;
    this.running.delete(callId);
    if (end === 'silent') this.#slots.free(callId);
    else this.#slots.dialled(callId, end);
    this.#slots.releaseSlot({ permit });
    await settled();
  }
}

const dialsOut = (most: number): DialsOut => ({ most, running: new Set() });

const settled = () => new Promise((resolve) => setImmediate(resolve));

async function withPolls(slots: LineSlots, polls = 10): Promise<Poller> {
  const poller = new Poller(slots);
  await poller.poll(polls);
  return poller;
}

function ofCapacity(capacity: number, held: ConstructorParameters<typeof LineSlots>[0] = []): LineSlots {
  const slots = new LineSlots(held, dialsOut(100));
  slots.capacity = capacity;
  return slots;
}

describe('as many tasks are polled as lines are free', () => {
  it('none before it is known how many there are', async () => {
    expect((await withPolls(new LineSlots([], dialsOut(100)))).permits).toHaveLength(0);
  });

  it('all lines, and no more', async () => {
    expect((await withPolls(ofCapacity(3))).permits).toHaveLength(3);
  });

  it('a line stays in use when its dial has ended, until its call has', async () => {
    const slots = ofCapacity(1);
    const poller = await withPolls(slots);
    expect(await poller.task('one')).toBe(true);
    await poller.ended('one', { ContactId: 'c', isOpen: false });
    expect(poller.permits).toHaveLength(0);
    slots.free('one');
    await settled();
    expect(poller.permits).toHaveLength(1);
  });

  it('a dial of which surely nothing rings gives its line to the next at once', async () => {
    const poller = await withPolls(ofCapacity(1));
    await poller.task('throttled');
    await poller.ended('throttled', 'silent');
    expect(poller.permits).toHaveLength(1);
  });

  it('a poll that nobody wants any more takes none', async () => {
    const slots = ofCapacity(0);
    const abort = new AbortController();
    const polled = slots.reserveSlot(undefined, abort.signal);
    abort.abort(new Error('not wanted'));
    await expect(polled).rejects.toMatchObject({ cause: { message: 'not wanted' } });
    slots.capacity = 1;
    expect((await withPolls(slots)).permits).toHaveLength(1);
  });

  it('a worker dials no more at once than it has sockets for', async () => {
    const slots = new LineSlots([], dialsOut(2));
    slots.capacity = 10;
    const poller = await withPolls(slots);
    expect(poller.permits).toHaveLength(2);
    await poller.task('a');
    await poller.task('b');
    expect(poller.permits).toHaveLength(0);
    await poller.ended('a', { isOpen: false });
    expect(poller.permits).toHaveLength(1);
  });
});

it('a poll that brought no task gives its permit to the next', async () => {
  const slots = ofCapacity(1);
  const poller = await withPolls(slots, 2);
  const permit = poller.permits.pop();
  if (permit === undefined) throw new TypeError('no permit');
  slots.releaseSlot({ permit });
  await settled();
  expect(poller.permits).toHaveLength(1);
});

it('the list says who has a line, since when, and which contact', async () => {
  const held = { callId: 'talks', sinceMs: 5, ContactId: 'c' };
  const slots = ofCapacity(3, [held, { callId: 'lost-answer', sinceMs: 6 }]);
  const poller = await withPolls(slots);
  await poller.task('new');
  await poller.ended('new', { ContactId: 'd', isOpen: false });
  expect(slots.held).toEqual([
    held,
    { callId: 'lost-answer', sinceMs: 6 },
    { callId: 'new', sinceMs: 0, ContactId: 'd' },
  ]);
});

describe('instances that one worker dials for', () => {
  const three = () => {
    const dials = dialsOut(4);
    return Array.from({ length: 3 }, () => new LineSlots([], dials));
  };

  it('dial no more at once, together, than it has sockets for', async () => {
    const instances = three();
    const pollers = await Promise.all(instances.map((slots) => withPolls(slots, 3)));
    for (const slots of instances) slots.capacity = 10;
    await settled();
    // Polls alone hold no socket: none keeps another instance from dialling.
    expect(pollers.map(({ permits }) => permits.length)).toEqual([3, 3, 3]);
    const took: boolean[] = [];
    for (const [n, poller] of pollers.entries())
      for (const call of ['a', 'b', 'c']) took.push((await poller.task(`${call}-${n}`)) === true);
    expect(took.filter(Boolean)).toHaveLength(4);
    await Promise.all(pollers.map((poller) => poller.poll(3)));
    expect(pollers.flatMap(({ permits }) => permits)).toEqual([]);

    await pollers[0]?.ended('a-0', { ContactId: 'c', isOpen: false });
    for (const slots of instances) slots.capacity = 10;
    await settled();
    expect(await pollers[2]?.task('d-2')).toBe(true);
  });

  it('a dial that comes again is let out, although as many others are', async () => {
    const dials = dialsOut(1);
    const [busy, other] = [new LineSlots([], dials), new LineSlots([{ callId: 'again', sinceMs: 0 }], dials)];
    const pollers = [await withPolls(busy), await withPolls(other)] as const;
    busy.capacity = other.capacity = 1;
    await settled();
    expect(await pollers[0].task('first')).toBe(true);
    expect(await pollers[1].task('again')).toBe(true);
  });
});

describe('a dial that comes again', () => {
  it('finds its own line also where more are in use than there are', async () => {
    const talks = ['a', 'b'].map((callId) => ({ callId, sinceMs: 0, ContactId: callId }));
    const poller = await withPolls(ofCapacity(1, [...talks, { callId: 'lost-answer', sinceMs: 0 }]));
    expect(poller.permits).toHaveLength(1);
  });

  it('finds its own line in a full house; who comes in its stead is turned away', async () => {
    const slots = ofCapacity(2, [
      { callId: 'lost-answer', sinceMs: 0 },
      { callId: 'talks', sinceMs: 0, ContactId: 'c' },
    ]);
    const poller = await withPolls(slots);
    expect(poller.permits).toHaveLength(1);
    expect(await poller.task('another')).toBe(false);
    expect(await poller.task('lost-answer')).toBe(true);
    expect(poller.permits).toHaveLength(0);
    expect(slots.held.map(({ callId }) => callId)).toEqual(['lost-answer', 'talks']);
  });

  it('no slot is kept for one that is over', async () => {
    const slots = ofCapacity(1, [{ callId: 'over', sinceMs: 0 }]);
    slots.setOpen('over', false);
    expect((await withPolls(slots)).permits).toHaveLength(0);
  });

  it('a slot is kept for a call that was reset', async () => {
    const slots = ofCapacity(1, [{ callId: 'reset', sinceMs: 0, ContactId: 'c' }]);
    const poller = await withPolls(slots);
    expect(poller.permits).toHaveLength(0);
    slots.setOpen('reset', true);
    await settled();
    expect(poller.permits).toHaveLength(1);
  });
});

it('with fewer lines than permits that are out, calls are turned away', async () => {
  const slots = ofCapacity(3);
  const poller = await withPolls(slots);
  slots.capacity = 1;
  expect([await poller.task('a'), await poller.task('b'), await poller.task('c')]).toEqual([true, false, false]);
});

it('a second dial of a call whose contact is known left a free line without a poll', async () => {
  const slots = ofCapacity(3);
  const poller = await withPolls(slots, 20);
  await poller.task('a');
  await poller.ended('a', { ContactId: 'a', isOpen: false });
  expect(await poller.task('a')).toBe(true);
  expect(poller.permits).toHaveLength(2);
});

/** Whatever comes in whatever order. */
const step = fc.oneof(
  fc.record({ is: fc.constant('task' as const), call: fc.nat(12) }),
  fc.record({ is: fc.constant('placed' as const), call: fc.nat(12) }),
  fc.record({ is: fc.constant('silent' as const), call: fc.nat(12) }),
  fc.record({ is: fc.constant('lost' as const), call: fc.nat(12) }),
  fc.record({ is: fc.constant('over' as const), call: fc.nat(12) }),
  fc.record({ is: fc.constant('lines' as const), call: fc.nat(6) }),
);

it('never gives a line above the lines, and always polls while one is free, with no more than are free', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 80 }), async (steps) => {
      const slots = ofCapacity(3);
      let capacity = 3;
      const poller = await withPolls(slots, 20);
      for (const { is, call } of steps) {
        const callId = String(call);
        const before = slots.held.length;
        const polling = poller.permits.length;
        if (is === 'task' && !poller.running.has(callId)) {
          const had = slots.held.some((line) => line.callId === callId);
          const took = await poller.task(callId);
          if (took === true && !had) expect(before).toBeLessThan(capacity);
          if (took === false) expect(had).toBe(false);
        }
        if (is === 'placed') await poller.ended(callId, { ContactId: callId, isOpen: false });
        if (is === 'silent') await poller.ended(callId, 'silent');
        if (is === 'lost') await poller.ended(callId, { isOpen: true });
        if (is === 'over' && !poller.running.has(callId)) slots.free(callId);
        if (is === 'lines') slots.capacity = capacity = call;
        await poller.poll(20);
        const room =
          Math.max(0, capacity - slots.held.length) + slots.held.filter(({ callId }) => slots.isOpen(callId)).length;
        expect(poller.permits.length).toBeGreaterThanOrEqual(room);
        // Those that were out before may be more; none is added.
        expect(poller.permits.length).toBeLessThanOrEqual(Math.max(room, polling));
      }
    }),
    seeded(200),
  );
});
