import type { Command } from 'commander';
import { number } from './number-argument.js';
import type { CallOptions } from '../client/index.js';

/** Whose turn comes first, as a command line says it. */
export interface PaceArguments {
  readonly priority?: number;
  readonly fairnessKey?: string;
  readonly fairnessWeight?: number;
  readonly lines?: string;
}

export function withPaceOptions(command: Command): Command {
  return command
    .option(
      '--priority <1-5>',
      'whose turn comes first, for a line and at the dial: 1 (first) to 5; 3 (default)',
      number,
    )
    .option('--fairness-key <text>', 'whose call it is, such as a tenant: keys take turns. Never encrypted')
    .option(
      '--fairness-weight <number>',
      'how many turns its key gets while a key of weight 1 gets one: 1 (default)',
      number,
    )
    .option('--lines <what>', 'pool (default): wait for one of the instance’s lines; unlimited: dial without one');
}

/** The members of call options; valid or not is decided elsewhere. */
export function paceOptionsOf({
  priority,
  fairnessKey,
  fairnessWeight,
  lines,
}: PaceArguments): Pick<CallOptions, keyof PaceArguments> {
  return {
    ...(priority === undefined ? {} : { priority }),
    ...(fairnessKey === undefined ? {} : { fairnessKey }),
    ...(fairnessWeight === undefined ? {} : { fairnessWeight }),
    ...(lines === undefined ? {} : { lines: lines as NonNullable<CallOptions['lines']> }),
  };
}
