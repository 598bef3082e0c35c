// What Prometheus is told of lines, also where Temporal answers what a real server seldom does.
import { Client, type Connection } from '@temporalio/client';
import { defaultPayloadConverter } from '@temporalio/common';
import { msToTs } from '@temporalio/common/lib/time.js';
import proto from '@temporalio/proto';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { linesMemo, type LineSettings } from '../../src/contract/lines.js';
import { lineDialQueue, taskQueues } from '../../src/contract/names.js';
import { watchLines } from '../../src/metrics/lines-metrics.js';
import { WorkerMetrics } from '../../src/metrics/worker-metrics.js';

const { WorkflowExecutionStatus, PendingActivityState } = proto.temporal.api.enums.v1;

beforeEach(() => vi.useFakeTimers({ toFake: ['Date', 'performance'], now: new Date('2026-11-24T10:00:00Z') }));
afterEach(() => vi.useRealTimers());

/** Lines of an instance as the server knows them. */
interface Known {
  readonly settings?: LineSettings;
  readonly held?: number;
  readonly backlog?: Backlog;
  readonly isUnreadable?: boolean;
}
interface Backlog {
  readonly calls: number;
  readonly oldestMs: number;
}

const none: Backlog = { calls: 0, oldestMs: 0 };
const payload = (value: unknown) => defaultPayloadConverter.toPayload(value);

/** A worker's metrics where the server lists these instances; one without lines it has forgotten. What it is asked can be changed. */
function aWorker(instances: Readonly<Record<string, Known | undefined>>, withoutLine: Backlog = none) {
  const asked: string[] = [];
  const deadlines: number[] = [];
  const list = vi.fn(() =>
    Promise.resolve({
      executions: Object.keys(instances).map((id) => ({ execution: { workflowId: `ringonce-lines-${id}` } })),
      nextPageToken: new Uint8Array(),
    }),
  );
  const workflowService = {
    listWorkflowExecutions: () => {
      asked.push('list');
      return list();
    },
    describeTaskQueue: ({ taskQueue: { name } }: { taskQueue: { name: string } }) => {
      asked.push(name);
      const instance = Object.entries(instances).find(([id]) => lineDialQueue(id) === name)?.[1];
      const { calls, oldestMs } = name === taskQueues.dial ? withoutLine : (instance?.backlog ?? none);
      const stats = { approximateBacklogCount: calls, approximateBacklogAge: msToTs(oldestMs) };
      return Promise.resolve({ stats, statsByPriorityKey: {} });
    },
    describeWorkflowExecution: ({ execution: { workflowId } }: { execution: { workflowId: string } }) => {
      asked.push(workflowId);
      const known = instances[workflowId.slice('ringonce-lines-'.length)];
      if (known === undefined)
        return Promise.reject(
          Object.assign(new Error('not found'), { code: 5, details: '', metadata: { get: () => [] } }),
        );
      if (known.isUnreadable === true) return Promise.reject(new Error('encrypted with a key that is not here'));
      const { settings, held = 0 } = known;
      return Promise.resolve({
        workflowExecutionInfo: {
          execution: { workflowId, runId: 'run' },
          type: { name: 'lines' },
          status: WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_RUNNING,
          historyLength: { toNumber: () => 19 },
          startTime: msToTs(0),
          memo: { fields: settings === undefined ? {} : { [linesMemo]: payload(settings) } },
        },
        pendingActivities: [
          {
            activityType: { name: 'dial' },
            state: PendingActivityState.PENDING_ACTIVITY_STATE_STARTED,
            heartbeatDetails: {
              payloads: [
                payload({ held: Array.from({ length: held }, (_, at) => ({ callId: `c-${at}`, sinceMs: 0 })) }),
              ],
            },
          },
        ],
      });
    },
  };
  const withDeadline = (deadlineMs: number, ask: () => unknown) => {
    deadlines.push(deadlineMs);
    return ask();
  };
  const connection = { workflowService, withDeadline, plugins: [] } as unknown as Connection;
  const metrics = new WorkerMetrics();
  watchLines(metrics, new Client({ connection, namespace: 'default' }));
  /** What a scrape tells of lines: `lines i1: 7`. */
  const scrape = async () => {
    const text = await metrics.registry.metrics();
    const samples = text.matchAll(/^ringonce_(lines|lines_busy|backlog_\w+)\{connect_instance="(.*)"\} (\S+)$/gm);
    return Object.fromEntries([...samples].map(([, name, instance, value]) => [`${name} ${instance}`, value]));
  };
  return { scrape, asked, deadlines, list };
}

it('tells lines without the reserve, the busy ones, and the backlog in calls and seconds', async () => {
  const { scrape } = aWorker(
    { i1: { settings: { lines: 10, reserve: 3 }, held: 5, backlog: { calls: 4, oldestMs: 90_500 } } },
    { calls: 2, oldestMs: 7_000 },
  );

  expect(await scrape()).toEqual({
    'lines i1': '7',
    'lines_busy i1': '5',
    'backlog_calls i1': '4',
    'backlog_calls any': '2',
    'backlog_oldest_seconds i1': '90.5',
    'backlog_oldest_seconds any': '7',
  });
});

it.each([
  { settings: { lines: 0, reserve: 2 }, told: '0' },
  { settings: { lines: 'unlimited', reserve: 2 }, told: '+Inf' },
  { settings: undefined, told: '10' },
] as const)('tells of $settings: $told', async ({ settings, told }) => {
  const { scrape } = aWorker({ i1: settings === undefined ? {} : { settings } });

  expect(await scrape()).toMatchObject({ 'lines i1': told, 'lines_busy i1': '0', 'backlog_oldest_seconds i1': '0' });
});

it('asks as many requests as it says for all of its metrics, within a deadline, and again only 5 seconds later', async () => {
  const { scrape, asked, deadlines } = aWorker({ i1: {}, i2: {} });
  const once = ['list', 'ringonce-dial', ...['i1', 'i2'].flatMap((id) => [lineDialQueue(id), `ringonce-lines-${id}`])];

  await Promise.all([scrape(), scrape()]);
  expect(asked.toSorted()).toEqual(once.toSorted());
  vi.advanceTimersByTime(4_999);
  await scrape();
  expect(asked).toHaveLength(once.length);
  vi.advanceTimersByTime(1);
  await scrape();

  expect(asked).toHaveLength(2 * once.length);
  const startMs = Date.parse('2026-11-24T10:00:00Z');
  expect(deadlines).toEqual([startMs + 5_000, startMs + 10_000]);
});

it('tells of the other instances where one cannot be read', async () => {
  const { scrape } = aWorker({ unreadable: { isUnreadable: true }, i2: { held: 3 } });

  const told = await scrape();
  expect(told).toMatchObject({ 'lines i2': '10', 'lines_busy i2': '3' });
  expect(Object.keys(told).filter((name) => name.endsWith(' unreadable'))).toEqual([]);
});

it('leaves out what cannot be read any more, and an instance that was forgotten', async () => {
  const { scrape, list } = aWorker({ i1: {}, forgotten: undefined });
  expect(Object.keys(await scrape()).sort()).toEqual([
    ...['backlog_calls any', 'backlog_calls i1', 'backlog_oldest_seconds any', 'backlog_oldest_seconds i1'],
    ...['lines i1', 'lines_busy i1'],
  ]);

  list.mockRejectedValueOnce(new Error('Temporal does not answer'));
  vi.advanceTimersByTime(5_000);
  expect(Object.keys(await scrape()).filter((name) => name.endsWith(' i1'))).toEqual([]);
  vi.advanceTimersByTime(5_000);
  expect(await scrape()).toMatchObject({ 'lines i1': '10' });
});
