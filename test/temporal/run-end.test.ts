import { WorkflowFailedError, type Client } from '@temporalio/client';
import { ApplicationFailure, CancelledFailure, TerminatedFailure } from '@temporalio/common';
import { expect, it } from 'vitest';
import { endOf, surelySilent } from '../../src/temporal/run-end.js';

const run = { workflowId: 'order-4711', runId: 'run' };
const failed = (cause: unknown) =>
  new WorkflowFailedError('failed', cause as Error, 'RETRY_STATE_UNSPECIFIED' as never);
const clientWhose = (result: () => Promise<unknown>) =>
  ({ workflow: { getHandle: () => ({ result }) } }) as unknown as Client;
const failure = (type: string, ...details: unknown[]) => ApplicationFailure.create({ message: 'x', type, details });

const rows: readonly { what: string; cause: unknown; silent: boolean }[] = [
  { what: 'an invalid request', cause: failure('InvalidRequest'), silent: true },
  { what: 'a refusal', cause: failure('AccessDeniedException', { answer: 'refused' }), silent: true },
  { what: 'a cancellation', cause: new CancelledFailure('cancelled'), silent: true },
  {
    what: 'a refusal after a send that may have arrived',
    cause: failure('AccessDeniedException', { answer: 'refused', maybePlacedSince: '2026-01-01T00:00:00Z' }),
    silent: false,
  },
  { what: 'an unknown answer', cause: failure('DialOutcomeUnknown', { answer: 'unknown' }), silent: false },
  { what: 'a failure that ringonce does not know', cause: failure('TypeError'), silent: false },
  { what: 'a termination', cause: new TerminatedFailure('terminated'), silent: false },
  { what: 'nothing at all', cause: undefined, silent: false },
];

it.each(rows)('$what frees its ID: $silent', async ({ cause, silent }) => {
  expect(surelySilent(cause)).toBe(silent);
  const end = await endOf(
    clientWhose(() => Promise.reject(failed(cause))),
    run,
    'FAILED',
  );
  expect(end).toEqual({ is: silent ? 'silent' : 'maybe-rang', cause });
});

it.each([
  { status: 'RUNNING', end: { is: 'goes-on' } },
  { status: 'PAUSED', end: { is: 'goes-on' } },
  { status: 'TERMINATED', end: { is: 'maybe-rang' } },
  { status: 'TIMED_OUT', end: { is: 'maybe-rang' } },
])('$status says it all: nothing is asked', async ({ status, end }) => {
  expect(
    await endOf(
      clientWhose(() => Promise.reject(new Error('asked'))),
      run,
      status,
    ),
  ).toEqual(end);
});

it('a run that has completed has its result, whatever the outcome', async () => {
  const result = { outcome: 'EXPIRED' };
  expect(
    await endOf(
      clientWhose(() => Promise.resolve(result)),
      run,
      'COMPLETED',
    ),
  ).toEqual({ is: 'result', result });
});

it('what cannot be read is no end', async () => {
  const away = new Error('Temporal is away');
  await expect(
    endOf(
      clientWhose(() => Promise.reject(away)),
      run,
      'FAILED',
    ),
  ).rejects.toBe(away);
});
