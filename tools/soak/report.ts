// What a soak tells: a table for people, the same as JSON, and a line for each promise that was not kept.
import Table from 'cli-table3';
import type { Extent } from './extent.js';
import type { Finding } from './oracle.js';
import type { SoakResult } from './run.js';

/** Runs one seed again. */
export const commandOf = (seed: number, { calls, durationMs }: Extent): string =>
  `npm run soak -- --seed ${seed} --calls ${calls} --hours ${durationMs / 3_600_000}`;

export const findingInWords = ({ promise, id, what }: Finding): string => `NOT KEPT: ${promise}: ${id} ${what}`;

/** A row a seed, and one for all. */
export function tableOf(results: readonly SoakResult[]): string {
  const table = new Table({
    head: ['seed', 'calls', 'rings', 'faults', 'outcomes', 'findings', 'minutes'],
    style: { head: [], border: [], compact: true },
    colWidths: [null, null, null, 44, 34, null, null],
    wordWrap: true,
  });
  const row = (name: string, { calls, rings, faults, outcomes, findings, durationS }: SoakResult) =>
    table.push([name, calls, rings, inWords(faults), inWords(outcomes), findings.length, (durationS / 60).toFixed(1)]);
  for (const result of results) row(String(result.seed), result);
  if (results.length > 1) row('all', sumOf(results));
  return table.toString();
}

function sumOf(results: readonly SoakResult[]): SoakResult {
  const sum = (of: (result: SoakResult) => number) => results.reduce((total, result) => total + of(result), 0);
  const merged = (of: (result: SoakResult) => Readonly<Record<string, number>>) => {
    const counts: Record<string, number> = {};
    for (const result of results)
      for (const [word, count] of Object.entries(of(result))) counts[word] = (counts[word] ?? 0) + count;
    return counts;
  };
  return {
    seed: 0,
    calls: sum(({ calls }) => calls),
    rings: sum(({ rings }) => rings),
    faults: merged(({ faults }) => faults),
    outcomes: merged(({ outcomes }) => outcomes),
    findings: results.flatMap(({ findings }) => findings),
    durationS: sum(({ durationS }) => durationS),
  };
}

const inWords = (counts: Readonly<Record<string, number>>): string =>
  Object.entries(counts)
    .map(([word, count]) => `${word} ${count}`)
    .join(', ');
