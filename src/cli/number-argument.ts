import { InvalidArgumentError } from 'commander';

/** A number as a command line says it; its limits are the contract's. */
export function number(text: string): number {
  if (!/^\s*-?\d+(?:\.\d+)?\s*$/.test(text)) throw new InvalidArgumentError('It must be a number.');
  return Number(text);
}
