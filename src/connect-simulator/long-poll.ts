import { z } from 'zod';

import type { WatchedList } from './watched-list.js';

/** Members of a query that wait for a list to grow. */
export const waiting = {
  /** Answer only once there are this many, or after `waitMs`. */
  atLeast: z.coerce.number().int().min(0).default(0),
  waitMs: z.coerce.number().int().min(0).max(60_000).default(10_000),
};

/** A long poll: whoever waits learns of a ring at once, and asks again or gives up when the time is over. */
export async function listed<Item>(
  list: WatchedList<Item>,
  matches: (item: Item) => boolean,
  { atLeast, waitMs }: { atLeast: number; waitMs: number },
): Promise<Item[]> {
  const timeOver = new AbortController();
  const timer = setTimeout(() => timeOver.abort(), waitMs);
  try {
    return await list.untilAtLeast(atLeast, matches, timeOver.signal);
  } finally {
    clearTimeout(timer);
  }
}
