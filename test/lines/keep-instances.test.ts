import { WorkflowNotFoundError, type Client } from '@temporalio/client';
import { expect, it, vi } from 'vitest';
import { linesMemo, type LineSettings } from '../../src/contract/lines.js';
import { InstanceKeeper } from '../../src/lines/keep-instances.js';

const InstanceId = '11111111-1111-4111-8111-111111111111';

/** How often the workflow of the instance's lines is begun for a call, where its latest run is this. */
async function begunFor(
  last: { readonly status: string; readonly settings?: LineSettings } | undefined,
): Promise<number> {
  const start = vi.fn().mockResolvedValue(undefined);
  const describe = () =>
    last === undefined
      ? Promise.reject(new WorkflowNotFoundError('not found', 'id', undefined))
      : Promise.resolve({ status: { name: last.status }, memo: last.settings && { [linesMemo]: last.settings } });
  const keeper = new InstanceKeeper({ workflow: { start, getHandle: () => ({ describe }) } } as unknown as Client);
  await keeper.needed(InstanceId);
  keeper.stop();
  return start.mock.calls.length;
}

it('the workflow of lines is begun for the first call, and again when someone has ended it', async () => {
  expect(await begunFor(undefined)).toBe(1);
  expect(await begunFor({ status: 'TERMINATED', settings: { lines: 3, reserve: 0 } })).toBe(1);
  expect(await begunFor({ status: 'TERMINATED' })).toBe(1);
  expect(await begunFor({ status: 'RUNNING', settings: { lines: 3, reserve: 0 } })).toBe(0);
});

it('one that was seen while it was being removed came back without lines, and its calls waited for ever', async () => {
  expect(await begunFor({ status: 'TERMINATED', settings: { lines: 0, reserve: 0 } })).toBe(0);
});

it('a call that came just after its lines were removed waited for ever: the count of waiting calls was some seconds old', async () => {
  vi.useFakeTimers();
  try {
    let isRunning = true;
    let waiting = 0;
    const start = vi.fn(() => Promise.resolve((isRunning = true)));
    const describe = () =>
      isRunning
        ? Promise.resolve({ status: { name: 'RUNNING' } })
        : Promise.reject(new WorkflowNotFoundError('not found', 'id', undefined));
    const stats = () => ({ stats: { approximateBacklogCount: waiting }, statsByPriorityKey: {} });
    const keeper = new InstanceKeeper({
      options: { namespace: 'default' },
      connection: { workflowService: { describeTaskQueue: () => Promise.resolve(stats()) } },
      workflow: { start, getHandle: () => ({ describe }), list: async function* () {} },
    } as unknown as Client);
    const nextCheck = () => vi.advanceTimersByTimeAsync(20_000);
    await keeper.needed(InstanceId);
    await nextCheck();

    isRunning = false;
    await keeper.needed(InstanceId);
    await nextCheck();
    waiting = 1;
    await nextCheck();

    expect(start).toHaveBeenCalledTimes(1);
    keeper.stop();
  } finally {
    vi.useRealTimers();
  }
});
