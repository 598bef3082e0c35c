import type { Client } from '@temporalio/client';
import { defaultPayloadConverter } from '@temporalio/common';
import { loadDataConverter } from '@temporalio/common/lib/internal-non-workflow/index.js';
import { MockActivityEnvironment } from '@temporalio/testing';
import { expect, it } from 'vitest';
import { recoverLines } from '../../activities/recover-lines.js';
import type { LineMessage, RecoveredLines } from '../../src/contract/lines.js';
import { lineSignals } from '../../src/contract/names.js';
import { emptyPool } from '../../src/pacing/line-allocation.js';

/** What Temporal tells of one run of a pool. */
interface Run {
  readonly runId: string;
  readonly closeTime?: Date;
  /** A worker has worked on it. */
  readonly hasBegun?: boolean;
  readonly messages?: readonly LineMessage[];
  /** What it answers; a rejection if it is left out. */
  readonly state?: ReturnType<typeof knows> | null;
  readonly continuedBy?: string;
  /** The list, which is a moment behind, does not tell of it yet. */
  readonly isUnlisted?: boolean;
}

const away = () => Promise.reject(new Error('Temporal is away'));
const at = (minute: number) => new Date(Date.UTC(2026, 10, 27, 9, minute));
const knows = (lines: number) => emptyPool({ lines, reserve: 0 });

function recovered(runs: readonly Run[], broken: Partial<Record<'list' | 'fetchHistory', true>> = {}) {
  const of = (wanted: string) => runs.find(({ runId }) => runId === wanted);
  const workflow = {
    async *list() {
      if (broken.list) await away();
      yield* runs.filter(({ isUnlisted }) => !isUnlisted);
    },
    getHandle: (_id: string, runId: string) => ({
      fetchHistory: () => (broken.fetchHistory ? away() : Promise.resolve({ events: eventsOf(of(runId)) })),
      query: () => (of(runId)?.state === undefined ? away() : Promise.resolve(of(runId)?.state)),
    }),
  };
  const getWorkflowExecutionHistory = ({ execution }: { execution: { runId: string } }) => {
    const newExecutionRunId = of(execution.runId)?.continuedBy;
    const ended = newExecutionRunId === undefined ? {} : { newExecutionRunId };
    return Promise.resolve({ history: { events: [{ workflowExecutionContinuedAsNewEventAttributes: ended }] } });
  };
  const client = {
    withAbortSignal: (_signal: AbortSignal, run: () => unknown) => run(),
    workflow,
    workflowService: { getWorkflowExecutionHistory },
    options: { namespace: 'default', loadedDataConverter: loadDataConverter() },
  } as unknown as Client;
  const environment = new MockActivityEnvironment(
    { workflowExecution: { workflowId: 'ringonce-lines-1', runId: 'this' } },
    { client, logger: silent },
  );
  return environment.run<[], RecoveredLines, typeof recoverLines>(recoverLines);
}

const eventsOf = ({ hasBegun, messages = [] }: Run = { runId: '' }) => [
  ...messages.map(({ signal, message }) => ({
    workflowExecutionSignaledEventAttributes: {
      signalName: signal,
      input: { payloads: [defaultPayloadConverter.toPayload(message)] },
    },
  })),
  ...(hasBegun ? [{ workflowTaskCompletedEventAttributes: {} }] : []),
];

const ignore = () => undefined;
const silent = { log: ignore, trace: ignore, debug: ignore, info: ignore, warn: ignore, error: ignore };

const ask = (callId: string): LineMessage => ({
  signal: lineSignals.ask,
  message: { callId, requestId: callId, priority: 3, untilMs: 0 },
});
const giveBack = (callId: string): LineMessage => ({
  signal: lineSignals.giveBack,
  message: { callId, requestId: callId },
});

it('a pool that there was none before knows nothing', async () => {
  expect(await recovered([{ runId: 'this' }])).toEqual({ state: null, messages: [] });
});

/** Beginning with nothing would lend again what is lent. */
it.each<[string, Parameters<typeof recovered>]>([
  ['which pools there were', [[], { list: true }]],
  ['what has come to the one before', [[{ runId: 'before', closeTime: at(1) }], { fetchHistory: true }]],
  ['what the one before knew', [[{ runId: 'before', closeTime: at(1), hasBegun: true }]]],
])('a pool that cannot learn %s does not begin', async (_what, [runs, broken]) => {
  await expect(recovered(runs, broken)).rejects.toThrow('Temporal is away');
});

it('the pool that ended last is asked', async () => {
  const runs: Run[] = [
    { runId: 'second', closeTime: at(2), hasBegun: true, state: knows(2) },
    { runId: 'third', closeTime: at(3), hasBegun: true, state: knows(3) },
    { runId: 'first', closeTime: at(1), hasBegun: true, state: knows(1) },
    { runId: 'this' },
  ];
  expect(await recovered(runs)).toEqual({ state: knows(3), messages: [] });
});

it('the run that goes on where the last one in the list ended is asked, though the list does not tell of it yet', async () => {
  const runs: Run[] = [
    { runId: 'listed', closeTime: at(1), hasBegun: true, state: knows(1), continuedBy: 'its-next' },
    { runId: 'its-next', hasBegun: true, state: knows(2), continuedBy: 'last', isUnlisted: true },
    { runId: 'last', hasBegun: true, state: knows(3), isUnlisted: true },
  ];
  expect(await recovered(runs)).toEqual({ state: knows(3), messages: [] });
});

it('what has come to pools that had not begun is told in its order, also lines that were given back', async () => {
  const runs: Run[] = [
    { runId: 'lent', closeTime: at(1), hasBegun: true, state: knows(1), messages: [ask('worked-on')] },
    { runId: 'never-begun', closeTime: at(2), messages: [ask('a'), giveBack('b')] },
    { runId: 'recovering', closeTime: at(3), hasBegun: true, state: null, messages: [giveBack('a'), ask('c')] },
  ];
  const messages = [ask('a'), giveBack('b'), giveBack('a'), ask('c')];
  expect(await recovered(runs)).toEqual({ state: knows(1), messages });
});
