import type { Did } from './recorded.js';

/** Where ringonce does something else than the AWS CLI, on purpose. */
interface Difference {
  readonly why: string;
  /** What it does otherwise. */
  readonly ours: Partial<Did>;
  /** Added to the command line. */
  readonly args?: readonly string[];
}

export const differences: ReadonlyMap<number, Difference> = new Map([
  ...[366, 367].map((n): [number, Difference] => [
    n,
    {
      why: 'a call waits for what may pass, and goes on after --max-wait',
      ours: { exit: 255, class: 'general' },
      args: ['--max-wait', '2s'],
    },
  ]),
]);
