import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { executableSettings } from '../../src/dev/executable-settings.js';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'chrome'];

/** `CHROMIUM_PATH`, or the first of the PATH; undefined where there is none. */
export function findChromium(): string | undefined {
  const demanded = process.env['CHROMIUM_PATH'] ?? '';
  if (demanded !== '') return demanded;
  const { pathDirectories } = executableSettings();
  return pathDirectories.flatMap((directory) => names.map((name) => join(directory, name))).find(existsSync);
}

export const chromiumMissing =
  'No Chromium: what the Temporal UI shows is not looked at. Install one (on Debian `apt-get install chromium`), or name one in CHROMIUM_PATH.';
