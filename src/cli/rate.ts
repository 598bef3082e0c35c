import { InvalidArgumentError } from 'commander';
import { noStandstill } from '../temporal/rates.js';

/** A rate of a task queue, as a command line says it. */
export function rate(text: string): number {
  const perSecond = Number(text);
  if (text.trim() === '' || !Number.isFinite(perSecond) || perSecond <= 0) throw new InvalidArgumentError(noStandstill);
  return perSecond;
}
