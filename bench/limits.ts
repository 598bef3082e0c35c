import type { SettingsChange } from '../src/connect-simulator/index.js';

/** No limit in practice, but the code that limits runs. */
export const unlimitedPerSecond = 100_000;

const unlimited = { perSecond: unlimitedPerSecond, burst: unlimitedPerSecond };

/** A local Connect that never says no, and whose calls end so soon that it has few to remember. */
export const generousConnect = {
  lines: 100_000,
  timeScale: 1000,
  rates: { StartOutboundVoiceContact: unlimited, DescribeContact: unlimited },
} as const satisfies SettingsChange;
