import { createHash } from 'node:crypto';

/** A number from 0 to less than 1 that follows from the seed and from what it is drawn for, in whatever order one draws. */
export type Chance = (...what: readonly string[]) => number;

export function createChance(seed: number): Chance {
  return (...what) => {
    const digest = createHash('sha256')
      .update(JSON.stringify([seed, ...what]))
      .digest();
    return digest.readUIntBE(0, 6) / 2 ** 48;
  };
}
