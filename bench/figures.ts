import type { CallKindName } from './call-kinds.js';
import type { Range } from './statistics.js';

export type Unit = 'ms' | 's' | 'calls/s' | 'dials/s' | 'rows/s' | 'KB' | 'MB' | 'count';

/** What a figure must keep to: design budgets, as ratios where the machine would decide otherwise. */
export interface Budget {
  readonly of: 'ratio' | 'value';
  readonly atMost?: number;
  readonly atLeast?: number;
}

/** One row of the table. */
export interface Figure {
  readonly name: string;
  readonly unit: Unit;
  readonly measured: Readonly<Partial<Record<CallKindName, number>>>;
  /** `outboundCall` over the baseline; of dials, over the permitted rate; of a batch, over its beginning. */
  readonly ratio?: number;
  /** The same, block by block: how much chance there is in it. */
  readonly ratioRange?: Range;
  readonly budget?: Budget;
}

export type Verdict = 'ok' | 'over' | 'no budget';

export function verdictOf({ measured, ratio, budget }: Figure): Verdict {
  if (budget === undefined) return 'no budget';
  const value = budget.of === 'ratio' ? ratio : measured.outboundCall;
  // A figure that was not taken does not keep its budget.
  if (value === undefined || Number.isNaN(value)) return 'over';
  const isWithin = value <= (budget.atMost ?? Infinity) && value >= (budget.atLeast ?? -Infinity);
  return isWithin ? 'ok' : 'over';
}
