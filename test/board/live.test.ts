import type { Client } from '@temporalio/client';
import { expect, it } from 'vitest';
import { Live } from '../../src/board/live.js';
import { uiLinks } from '../../src/board/ui-links.js';
import { clockOf } from '../../src/client/local-clock.js';

/** A board with one section, which counts how often it is read. */
function aBoard(): { readonly live: Live; readonly reads: () => number } {
  let reads = 0;
  const client = { withDeadline: (_deadlineMs: number, ask: () => unknown) => ask() } as unknown as Client;
  const live = new Live({
    client,
    links: uiLinks(undefined, 'default'),
    clock: clockOf({ utc: true }),
    today: () => new Date(),
    sections: [{ id: 'reads', title: 'Reads', show: () => Promise.resolve(String(++reads)) }],
    refreshMs: 1,
    onTrouble: () => undefined,
  });
  return { live, reads: () => reads };
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
