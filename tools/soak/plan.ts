// Everything that chance decides in a soak, drawn from its seed here and nowhere else: the same seed, the same plan.
import fc from 'fast-check';
import type { Extent } from './extent.js';
import { loadOf, type Load } from './load.js';
import { pressesOf, type Press } from './operators.js';
import { weatherOf, type Weather } from './weather.js';

export interface SoakPlan extends Extent {
  readonly seed: number;
  readonly weather: Weather;
  readonly load: Load;
  readonly presses: readonly Press[];
}

export function soakPlan(seed: number, extent: Extent): SoakPlan {
  const arbitrary = loadOf(seed, extent).chain((load) =>
    fc.record({ load: fc.constant(load), weather: weatherOf(extent), presses: pressesOf(load, extent) }),
  );
  // Without bias: it favours few and small values, which a weather has no reason to.
  const [drawn] = fc.sample(fc.noBias(arbitrary), { seed, numRuns: 1 });
  if (drawn === undefined) throw new TypeError('fast-check drew nothing.');
  return { seed, ...extent, ...drawn };
}
