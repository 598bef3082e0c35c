import type { Client } from '@temporalio/client';
import { expect, it, vi } from 'vitest';
import { BoardError } from '../../src/board/errors.js';
import { Live, type LiveSettings } from '../../src/board/live.js';
import { uiLinks } from '../../src/board/ui-links.js';
import { clockOf } from '../../src/client/local-clock.js';

// Ten digits, which a mask would take for a phone number.
const address = '10.100.200.50:7233';

/** A board with one section, which counts how often it is read; or with sections that answer as given. */
function aBoard(
  change: Partial<LiveSettings> = {},
  shows: readonly (() => Promise<string>)[] = [() => Promise.resolve('')],
) {
  let reads = 0;
  const deadlines: number[] = [];
  const troubles: unknown[] = [];
  const withDeadline = (deadlineMs: number, ask: () => unknown) => {
    deadlines.push(deadlineMs);
    return ask();
  };
  const sections = shows.map((show, index) => ({
    id: `section-${index}`,
    title: 'A section',
    show: () => {
      reads++;
      return show();
    },
  }));
  const live = new Live({
    client: { withDeadline } as unknown as Client,
    address,
    links: uiLinks(undefined, 'default'),
    clock: clockOf({ utc: true }),
    today: () => new Date(),
    sections,
    refreshMs: 1,
    timeoutMs: 60_000,
    onTrouble: (error) => troubles.push(error),
    ...change,
  });
  return { live, reads: () => reads, deadlines, troubles };
}

const refreshes = (live: Live, count: number): Promise<void> =>
  new Promise((resolve) => {
    let seen = 0;
    const end = live.watch(() => {
      if (++seen < count) return;
      end();
      resolve();
    });
  });

it('is read once for all who watch, and not at all while nobody does', async () => {
  const { live, reads } = aBoard();
  const another = aBoard().live;
  expect(reads()).toBe(0);

  await Promise.all([refreshes(live, 5), refreshes(live, 5), refreshes(live, 5)]);
  const whileWatched = reads();
  // Long enough for as many refreshes.
  await refreshes(another, 20);

  expect(whileWatched).toBeGreaterThanOrEqual(4);
  expect(whileWatched).toBeLessThan(10);
  expect(reads()).toBeLessThanOrEqual(whileWatched + 1);
});

it('goes on for whoever comes after all have gone', async () => {
  const { live, reads } = aBoard();
  await refreshes(live, 2);
  const before = reads();

  await refreshes(live, 3);

  expect(reads()).toBeGreaterThan(before);
});

it('is read once for all who ask at a time, and again when it is older than a refresh', async () => {
  const kept = aBoard({ refreshMs: 3_600_000 });
  await Promise.all([kept.live.current(), kept.live.current()]);
  await kept.live.current();
  const old = aBoard({ refreshMs: 0 });
  await old.live.current();
  await old.live.current();

  expect(kept.reads()).toBe(1);
  expect(old.reads()).toBe(2);
});

it('tells who comes second at once', async () => {
  const { live, reads } = aBoard({ refreshMs: 3_600_000 });
  const ends: (() => void)[] = [];
  await new Promise((resolve) => ends.push(live.watch(resolve)));

  const second = vi.fn();
  ends.push(live.watch(second));
  for (const end of ends) end();

  expect(second).toHaveBeenCalledOnce();
  expect(reads()).toBe(1);
});

it('shows of an error only what is ours, without phone numbers, and the other sections', async () => {
  const foreign = new Error('the words of a stranger');
  const ours = new BoardError('Nobody calls +12065550100.');
  const { live, troubles } = aBoard({}, [
    () => Promise.reject(ours),
    () => Promise.reject(foreign),
    () => Promise.resolve('well'),
  ]);

  const { sections } = await live.current();

  expect(sections).toEqual({
    'section-0': '<p class="trouble">This cannot be read now: Nobody calls •••.</p>',
    'section-1': expect.stringMatching(
      /cannot be read now: Temporal at 10\.100\.200\.50:7233 .*ringonce doctor/,
    ) as string,
    'section-2': 'well',
  });
  expect(JSON.stringify(sections)).not.toContain('stranger');
  expect(troubles).toEqual([ours, foreign]);
});

const cannotBeReached = `<p class="trouble">This cannot be read now: Temporal cannot be reached at ${address}. Check TEMPORAL_ADDRESS, TLS and API key, and that the server runs.</p>`;

it('waits once for a Temporal that does not answer, not once for each section', async () => {
  const never = () => new Promise<string>(() => undefined);
  const { live, reads, troubles } = aBoard({ timeoutMs: 20 }, [() => Promise.resolve('well'), never, never, never]);

  const { sections } = await live.current();

  expect(Object.values(sections)).toEqual(['well', cannotBeReached, cannotBeReached, cannotBeReached]);
  expect(reads()).toBe(2);
  expect(troubles).toEqual([expect.objectContaining({ code: 'TEMPORAL_UNREACHABLE' })]);
}, 30_000);

it('gives all requests of a refresh one deadline', async () => {
  const well = () => Promise.resolve('well');
  const { live, deadlines } = aBoard({ timeoutMs: 60_000 }, [well, well]);
  const beforeMs = Date.now();

  await live.current();

  const [first = 0, second] = deadlines;
  expect(second).toBe(first);
  expect(first).toBeGreaterThanOrEqual(beforeMs + 60_000);
  expect(first).toBeLessThanOrEqual(Date.now() + 60_000);
});

it.each([{ code: 1 }, { code: 4 }, { code: 14 }])(
  'names the address that does not answer: gRPC says $code',
  async ({ code }) => {
    const error = Object.assign(new Error('no words for people'), { code, details: '', metadata: {} });
    const { live } = aBoard({}, [() => Promise.reject(error)]);

    expect((await live.current()).sections).toEqual({ 'section-0': cannotBeReached });
  },
);
