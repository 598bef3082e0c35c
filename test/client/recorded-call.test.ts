import type { Client } from '@temporalio/client';
import { ApplicationFailure, CancelledFailure, TerminatedFailure, TypedSearchAttributes } from '@temporalio/common';
import { expect, it } from 'vitest';
import { recordedCall, surelySilent } from '../../src/client/recorded-call.js';

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

it.each(rows)('$what frees its ID: $silent', ({ cause, silent }) => {
  expect(surelySilent(cause)).toBe(silent);
});

it('a call whose history goes between two looks, its retention being over, is gone', async () => {
  const notFound = Object.assign(new Error('5 NOT_FOUND'), { code: 5, details: 'not found', metadata: {} });
  const typedSearchAttributes = new TypedSearchAttributes();
  const description = { runId: 'run', status: { name: 'COMPLETED' }, raw: {}, typedSearchAttributes };
  const client = {
    options: { namespace: 'default' },
    workflow: {
      getHandle: () => ({ describe: () => Promise.resolve(description) }),
    },
    workflowService: { getWorkflowExecutionHistory: () => Promise.reject(notFound) },
  } as unknown as Client;

  expect(await recordedCall(client, 'order-1')).toBeUndefined();
});
