// Where a command finds Temporal.

import { loadConnectionSettings, type ConnectionSettings } from '../temporal/connection-settings.js';
import { ConnectionSettingsError } from '../temporal/errors.js';

/** @throws ConnectionSettingsError */
export function connectionSettingsOf({ temporalProfile }: { readonly temporalProfile?: string }): ConnectionSettings {
  if (temporalProfile === undefined) return loadConnectionSettings();
  try {
    return loadConnectionSettings({ profile: temporalProfile });
  } catch (error) {
    if (!(error instanceof ConnectionSettingsError)) throw error;
    throw new ConnectionSettingsError(`--temporal-profile ${temporalProfile}: ${error.message}`, { cause: error });
  }
}
