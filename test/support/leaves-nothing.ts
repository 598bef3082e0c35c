// One process runs many test files: what a file's last test has stubbed must be gone before the next file's first hook. vitest itself
// takes stubs back before each test, which is too late for that: the next file's server had the keys of the one before.
import { afterAll, expect, vi } from 'vitest';

const settings = /^(?:RINGONCE_|TEMPORAL_|AWS_|TZ$|ZONEINFO$|NODE_ENV$)/;
const settingsNow = () => Object.fromEntries(Object.entries(process.env).filter(([name]) => settings.test(name)));

const before = settingsNow();

afterAll(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
  vi.useRealTimers();
  expect(settingsNow(), 'a test has left settings behind in process.env').toEqual(before);
});
