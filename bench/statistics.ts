/** The value below which `share` (0 to 1) of the sorted samples lie; nearest rank. */
export function percentile(samples: readonly number[], share: number): number {
  const sorted = [...samples].sort((a, b) => a - b);
  const value = sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
  if (value === undefined) throw new RangeError('No samples.');
  return value;
}

export function median(samples: readonly number[]): number {
  const negated = samples.map((sample) => -sample);
  return (percentile(samples, 0.5) - percentile(negated, 0.5)) / 2;
}

/** Cuts the samples into blocks of about the same length, in order. */
export function blocksOf<T>(samples: readonly T[], blocks: number): T[][] {
  return Array.from({ length: blocks }, (_, block) =>
    samples.slice((block * samples.length) / blocks, ((block + 1) * samples.length) / blocks),
  );
}

/** Instants as texts, in milliseconds and in order. */
export const sortedMs = (instants: readonly string[]): number[] =>
  instants.map((instant) => Date.parse(instant)).sort((a, b) => a - b);

/** The least and the greatest. */
export interface Range {
  readonly min: number;
  readonly max: number;
}

export function rangeOf(samples: readonly number[]): Range {
  return { min: Math.min(...samples), max: Math.max(...samples) };
}

/** Element by element. */
export function ratios(numerators: readonly number[], denominators: readonly number[]): number[] {
  return numerators.map((numerator, index) => numerator / (denominators[index] ?? NaN));
}
