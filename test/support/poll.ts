import { vi } from 'vitest';

/**
 * `expect.poll` for tests that run beside each other: vitest's own no longer knows which test it is in once another one has ended.
 * @param check throws until the time has come
 */
export const poll = <T>(read: () => Promise<T>, check: (value: T) => void): Promise<void> =>
  vi.waitFor(async () => check(await read()), { timeout: 150_000, interval: 50 });
