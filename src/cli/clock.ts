import type { Command } from 'commander';

export { clockOf, type Clock } from '../client/local-clock.js';

export const withClockOption = (command: Command): Command =>
  command.option('--utc', "times in UTC (default: in the terminal's time zone, which TZ may name)", false);
