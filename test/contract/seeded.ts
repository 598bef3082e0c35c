import type fc from 'fast-check';

const seed = process.env['RINGONCE_SEED'];

/**
 * How fast-check runs here: a fresh seed each time, which a failure prints with its path. To repeat it:
 * `RINGONCE_SEED=<seed> npx vitest run <file>`.
 */
export function seeded(runs: number): fc.Parameters<unknown> {
  return { numRuns: runs, ...(seed === undefined ? {} : { seed: Number(seed) }) };
}
