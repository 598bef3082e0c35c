import type { Hold } from '../client/index.js';
import { holdInWords as inWords } from '../contract/hold-in-words.js';

/** `, waits: the calling hours are closed; they open Tue 24 Nov 2026 09:00 PST (2026-11-24 17:00:00 UTC)` */
export const holdInWords = (hold: Hold | undefined): string => (hold === undefined ? '' : `, waits: ${inWords(hold)}`);
