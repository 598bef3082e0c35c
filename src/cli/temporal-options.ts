// Where a command finds Temporal.

import type { Command } from 'commander';
import {
  connectRingonce,
  ConnectionSettingsError,
  loadConnectionSettings,
  type ConnectionSettings,
  type RingonceClient,
} from '../client/index.js';

export interface TemporalOptions {
  readonly temporalProfile?: string;
}

/** Not `--profile`, which is AWS's word for something else. */
export function withTemporalOptions(command: Command): Command {
  return command.option(
    '--temporal-profile <name>',
    "profile of Temporal's configuration file (default: TEMPORAL_PROFILE, else `default`)",
  );
}

export function connectionSettingsOf({ temporalProfile }: TemporalOptions): ConnectionSettings {
  if (temporalProfile === undefined) return loadConnectionSettings();
  try {
    return loadConnectionSettings({ profile: temporalProfile });
  } catch (error) {
    if (!(error instanceof ConnectionSettingsError)) throw error;
    throw new ConnectionSettingsError(`--temporal-profile ${temporalProfile}: ${error.message}`, { cause: error });
  }
}

/** @throws TemporalUnreachableError, ConnectionSettingsError */
export const ringonceOf = (options: TemporalOptions): Promise<RingonceClient> =>
  connectRingonce(connectionSettingsOf(options));
