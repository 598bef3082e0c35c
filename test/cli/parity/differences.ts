import { expect } from 'vitest';
import type { Did } from './recorded.js';

/** Where ringonce does something else than the AWS CLI, on purpose. */
interface Difference {
  readonly why: string;
  /** What it does otherwise. */
  readonly ours: Partial<Did>;
  /** Added to the command line. */
  readonly args?: readonly string[];
}

const rows = (difference: Difference, ...numbers: readonly number[]): [number, Difference][] =>
  numbers.map((n) => [n, difference]);

/** The ContactId, as without the option. */
const placed: Partial<Did> = { exit: 0, class: 'ok' };

export const differences: ReadonlyMap<number, Difference> = new Map([
  ...rows(
    {
      why: 'what the service would refuse by its published rules is refused before anything is started, under the same name',
      ours: { requests: 0 },
    },
    ...[27, 72, 74, 125, 138, 178, 191, 203, 321, 344, 345, 346, 347, 349, 350, 353, 354, 355, 357, 362],
  ),
  ...rows(
    {
      why: 'a pipe is read once, so the whole request may come from one',
      ours: {
        ...placed,
        requests: 1,
        body: {
          DestinationPhoneNumber: '+12065550100',
          ContactFlowId: 'f',
          InstanceId: 'i',
          SourcePhoneNumber: '+12065550190',
          ClientToken: '<uuid>',
        },
      },
    },
    ...[206, 246],
  ),
  ...rows(
    {
      why: 'the worker calls Amazon Connect, with its own address and credentials: a note says that the option has no effect',
      ours: { ...placed, requests: 1, body: expect.any(Object) as Record<string, unknown> },
    },
    ...[295, 311],
  ),
  ...rows(
    {
      why: 'an empty value is mostly a shell variable that is not set',
      ours: { exit: 252, class: 'usage', requests: 0 },
    },
    297,
  ),
  ...rows({ why: "ringonce's own version", ours: { stdout: expect.stringMatching(/^\d+\.\d+\.\d+/) as string } }, 315),
  ...rows(
    {
      why: 'a call waits for what may pass, and goes on when --max-wait is over',
      ours: { exit: 255, class: 'general', requests: expect.any(Number) as number },
      args: ['--max-wait', '2s'],
    },
    ...[366, 367],
  ),
  ...rows(
    {
      why: 'an answer without a ContactId proves nothing: the same request is sent again, and finds the contact',
      ours: { requests: 2, stdout: '{\n    "ContactId": "<uuid>"\n}\n' },
    },
    385,
  ),
  ...rows({ why: 'the token stands for a call that is there: nothing is sent again', ours: { requests: 0 } }, 386),
  ...rows({ why: 'help is given where it is asked for', ours: { exit: 0, class: 'ok' } }, ...[389, 390]),
]);
