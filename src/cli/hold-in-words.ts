import type { Hold } from '../client/index.js';

/** `, waits for CALLING_HOURS until Tue 24 Nov 2026 09:00 PST (2026-11-24T17:00:00.000Z)` */
export function holdInWords(hold: Hold | undefined): string {
  if (hold === undefined) return '';
  const until = hold.until === undefined ? '' : ` until ${hold.inWords ?? ''} (${hold.until})`;
  return `, waits for ${hold.reason}${until}`;
}
