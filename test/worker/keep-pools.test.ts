import type { NativeConnection } from '@temporalio/worker';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { keepPools } from '../../src/worker/keep-pools.js';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A rejection that nobody handles ends a worker's process; here it fails the run. */
it('while Temporal is away, a worker goes on looking for pools that were ended, until it stops', async () => {
  const listWorkflowExecutions = vi.fn(() => Promise.reject(new Error('Temporal is away')));
  const connection = { workflowService: { listWorkflowExecutions } } as unknown as NativeConnection;
  const pools = keepPools({ connection, namespace: 'default' });
  await vi.advanceTimersByTimeAsync(60_000);
  const looks = listWorkflowExecutions.mock.calls.length;
  expect(looks).toBeGreaterThan(1);
  pools.stop();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(listWorkflowExecutions).toHaveBeenCalledTimes(looks);
});
