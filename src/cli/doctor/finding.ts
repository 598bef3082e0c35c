/** What became of one check. */
export interface Finding {
  /** What was checked, in a word or three: `retention`. */
  readonly check: string;
  /**
   * `warning`: it works, and may not be what is wanted. `broken`: calls cannot be placed, or go wrong. `unknown`: there is nothing yet to tell
   * it from, or it could not be asked.
   */
  readonly is: 'ok' | 'warning' | 'broken' | 'unknown';
  /** What was found. No phone number, no key. */
  readonly says: string;
  /** What to do; missing where nothing is. */
  readonly remedy?: string;
}

export const ok = (check: string, says: string): Finding => ({ check, is: 'ok', says });
export const unknown = (check: string, says: string, remedy?: string): Finding => ({
  ...{ check, is: 'unknown', says },
  ...(remedy === undefined ? {} : { remedy }),
});

/** @param found what it says, and the remedy */
export const warning = (check: string, ...[says, remedy]: [says: string, remedy: string]): Finding => ({
  ...{ check, is: 'warning', says, remedy },
});

/** @param found what it says, and the remedy */
export const broken = (check: string, ...[says, remedy]: [says: string, remedy: string]): Finding => ({
  ...{ check, is: 'broken', says, remedy },
});

/** By an error of ours, whose message says what is wrong, and after a colon what to do. */
export function brokenBy(check: string, error: unknown): Finding {
  const { message } = error as Error;
  const [, says = message, remedy] = /^(.*?): (.*)$/s.exec(message) ?? [];
  if (remedy === undefined) return { check, is: 'broken', says };
  return broken(check, says, remedy.charAt(0).toUpperCase() + remedy.slice(1));
}

/** `3 calls`, `1 call` */
export const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;
