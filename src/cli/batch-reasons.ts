import type { Verdict } from './verdict-file.js';

/** Why rows were not taken, or ended without a ring, and what to look at, for the end of a batch. */
export interface BatchReasons {
  readonly count: (verdict: Verdict) => void;
  /** The most frequent ones, a line each, without values; and how many rows have a warning. */
  readonly lines: () => string[];
}

const shown = 3;

/** Texts of Temporal may name what is each row's own; the verdicts have them all. */
const mostReasons = 1000;

export function createBatchReasons(): BatchReasons {
  const counts = new Map<string, number>();
  let warnings = 0;
  return {
    count: (verdict) => {
      if (verdict.warning !== undefined) warnings++;
      for (const reason of new Set(reasonsOf(verdict)))
        if (counts.has(reason) || counts.size < mostReasons) counts.set(reason, (counts.get(reason) ?? 0) + 1);
    },
    lines: () => {
      const ranked = [...counts].sort(([, a], [, b]) => b - a);
      const others = ranked.length - shown;
      return [
        ...ranked.slice(0, shown).map(([reason, count]) => `  ${count.toLocaleString('en')} × ${reason}`),
        ...(others > 0 ? [`  and ${others} other ${others === 1 ? 'reason' : 'reasons'}: the verdicts tell them`] : []),
        ...(warnings > 0
          ? [
              `  ${warnings.toLocaleString('en')} × warning: the number stands in an earlier row under another ID; somebody may be called twice`,
            ]
          : []),
      ];
    },
  };
}

function reasonsOf({ verdict, issues = [], members = [], reason, nothingRang, outcome }: Verdict): string[] {
  switch (verdict) {
    case 'invalid':
      return issues.map(({ member, message }) => `invalid: ${[member, message].filter(Boolean).join(': ')}`);
    case 'conflict':
      return [`conflict: ${reason ?? `the ID stands for a request with another ${members.join(', ')}`}`];
    case 'failed':
      return [`failed: ${reason ?? 'Temporal does not say why'}`];
    default:
      return nothingRang === true ? [`finished without a ring: ${outcome ?? 'failed or terminated'}`] : [];
  }
}
