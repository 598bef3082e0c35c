import { InvalidArgumentError, type Command } from 'commander';
import { loadConnectionSettings, type ConnectionSettings } from '../client/index.js';
import { defaultDialsPerSecond, defaultLooksPerSecond } from '../client/namespace.js';

export interface TemporalOptions {
  readonly temporalProfile?: string;
}

/** Named apart from `--profile`, which is AWS's word for something else. */
export function withTemporalOptions(command: Command): Command {
  return command.option(
    '--temporal-profile <name>',
    "profile of Temporal's configuration file (default: TEMPORAL_PROFILE, else `default`)",
  );
}

export function connectionSettingsOf({ temporalProfile }: TemporalOptions): ConnectionSettings {
  return loadConnectionSettings(temporalProfile === undefined ? {} : { profile: temporalProfile });
}

/** Options for the rates of the two queues that stand for quotas of Amazon Connect. */
export function withRates(command: Command, note: string): Command {
  return command
    .option(
      '--dials-per-second <number>',
      `your account's quota of StartOutboundVoiceContact${note} (default: ${defaultDialsPerSecond})`,
      aboveZero,
    )
    .option(
      '--looks-per-second <number>',
      `what workers may use of the quota of DescribeContact${note} (default: ${defaultLooksPerSecond})`,
      aboveZero,
    );
}

function aboveZero(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value) || value <= 0)
    throw new InvalidArgumentError('It must be a number above 0.');
  return value;
}
