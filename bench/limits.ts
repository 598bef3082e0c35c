import type { SettingsChange } from '../src/connect-simulator/index.js';

/** No limit in practice, but the code that limits runs. */
export const unlimitedPerSecond = 100_000;

const unlimited = { perSecond: unlimitedPerSecond, burst: unlimitedPerSecond };

/** Amazon Connect's default quota of looks. */
export const defaultLooks = { perSecond: 10, burst: 15 };

/** A local Connect that never says no, and whose calls end so soon that it has few to remember. */
export const generousConnect = {
  lines: 100_000,
  timeScale: 1000,
  rates: { StartOutboundVoiceContact: unlimited, DescribeContact: unlimited },
} as const satisfies SettingsChange;
