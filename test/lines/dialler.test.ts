import { EventEmitter, once } from 'node:events';
import type { Context } from '@temporalio/activity';
import { ActivityCompletionError, ActivityNotFoundError, type Client } from '@temporalio/client';
import { msToTs } from '@temporalio/common/lib/time.js';
import proto from '@temporalio/proto';
import { afterEach, expect, it, vi } from 'vitest';
import { HeldBackError } from '../../src/connect/throttle.js';
import type { DialEnd, DialLines } from '../../src/connect/dial-lines.js';
import { outcomeActivityId } from '../../src/contract/contact.js';
import { dialActivityId } from '../../src/contract/dial.js';
import { linesMemo, type HeldLine, type HeldLines, type LineSettings } from '../../src/contract/lines.js';
import { Dialler } from '../../src/lines/dialler.js';

const InstanceId = '846ec553-a005-41c0-8341-000000000001';
const startedAtMs = Date.parse('2026-03-02T09:00:00Z');

interface Given {
  readonly settings?: LineSettings;
  /** Of the dialler before. */
  readonly held?: readonly HeldLine[];
}

type FirstRequest = Pick<
  proto.temporal.api.workflowservice.v1.IUpdateActivityOptionsRequest,
  'execution' | 'activityOptions'
>;

/** What the test is over with: no dialler outlives it. */
const ends: (() => void)[] = [];
afterEach(() => {
  for (const end of ends.splice(0)) end();
});

/** A dialler at a Temporal that says what the test wants. Its calls talk until the test ends them. */
function aDialler({ settings = { lines: 2, reserve: 0 }, held = [] }: Given = {}) {
  const written: HeldLines[] = [];
  const temporal = {
    memo: { [linesMemo]: settings } as Record<string, unknown> | undefined,
    heartbeat: (): Promise<void> => Promise.resolve(),
    updateActivityOptions: (): Promise<void> => Promise.resolve(),
    /** What each call is doing. */
    pendingActivities: [{ activityId: outcomeActivityId }] as object[],
  };
  const first: object[] = [];
  const endOf = new Map<string, (result: { outcome: string }) => void>();
  const call = (callId: string) => ({
    describe: () => {
      const { pendingActivities } = temporal;
      return Promise.resolve({ runId: 'run', status: { name: 'RUNNING' }, raw: { pendingActivities } });
    },
    result: () => new Promise((resolve) => endOf.set(callId, resolve)),
  });
  const ofLines = {
    describe: () =>
      temporal.memo === undefined ? Promise.reject(new Error('away')) : Promise.resolve({ memo: temporal.memo }),
  };
  const client = {
    options: { namespace: 'default' },
    withDeadline: (_: number, run: () => unknown) => run(),
    activity: {
      heartbeat: (_: unknown, list: HeldLines) => {
        written.push(structuredClone(list));
        return temporal.heartbeat();
      },
    },
    workflowService: {
      updateActivityOptions: ({ execution, activityOptions }: FirstRequest) => {
        first.push({ ...execution, ...activityOptions });
        return temporal.updateActivityOptions();
      },
    },
    workflow: {
      getHandle: (id: string) => (id === 'the-lines' ? ofLines : call(id)),
      // Nobody pauses anything here.
      list: () => [],
    },
  };
  const stopping = new AbortController();
  ends.push(() => stopping.abort());
  const polling = new EventEmitter();
  const worker = { run: () => once(polling, 'end').then(() => undefined), getState: () => 'RUNNING' as const };
  const shutdown = vi.fn(() => void polling.emit('end'));
  const createWorker = vi.fn(() => Promise.resolve({ ...worker, shutdown }));
  const warn = vi.fn();
  const info = { taskToken: new Uint8Array(), workflowExecution: { workflowId: 'the-lines', runId: 'r' } };
  const dialler = new Dialler(
    {
      client: client as unknown as Client,
      activities: { dialWith: () => ({}), isContactOver: () => Promise.resolve(undefined) },
      createWorker,
      dials: { most: 100, running: new Set() },
      now: () => startedAtMs,
    },
    {
      InstanceId,
      activity: { info, log: { warn } } as unknown as Context,
      held,
      stopping: stopping.signal,
    },
  );
  const ended = dialler.run(Promise.resolve());
  return {
    temporal,
    written,
    first,
    warn,
    ended,
    polling,
    shutdown,
    createWorker,
    end: (why: Error) => stopping.abort(why),
    callEnds: (callId: string) => endOf.get(callId)?.({ outcome: 'ANSWERED' }),
    isWatched: (callId: string) => endOf.has(callId),
    lastList: () => written.at(-1)?.held.map(({ callId }) => callId),
    /** When it polls, and goes by the number of lines. */
    async ready(): Promise<DialLines> {
      await vi.waitFor(() => expect(createWorker).toHaveBeenCalled(), { timeout: 150_000 });
      await vi.waitFor(() => expect(written.at(-1)?.settings).toBeDefined(), { timeout: 150_000 });
      await settled();
      return dialler;
    },
  };
}

const { PENDING_ACTIVITY_STATE_STARTED } = proto.temporal.api.enums.v1.PendingActivityState;
const runningDial = {
  activityId: dialActivityId,
  state: PENDING_ACTIVITY_STATE_STARTED,
  lastStartedTime: msToTs(startedAtMs),
};
const settled = () => new Promise((resolve) => setImmediate(resolve));
const line = (callId: string, more: Partial<HeldLine> = {}): HeldLine => ({ callId, sinceMs: startedAtMs, ...more });
const replaced = () => Promise.reject(new ActivityNotFoundError('another attempt has begun'));

it('a dial gets its line when Temporal has taken the list that names it, not before', async () => {
  const dialler = aDialler();
  const lines = await dialler.ready();
  let take: (() => void) | undefined;
  dialler.temporal.heartbeat = () => new Promise((resolve) => (take = resolve));
  const mayDial = vi.fn();
  const taking = lines.take('a').then(mayDial);
  await vi.waitFor(() => expect(dialler.lastList()).toEqual(['a']), { timeout: 150_000 });
  await settled();
  expect(mayDial).not.toHaveBeenCalled();
  take?.();
  await taking;
});

it.each(['new', 'own'])(
  'a dialler that was replaced gives no dial its line (%s), and polls no more',
  async (callId) => {
    const dialler = aDialler({ held: [line('own')] });
    const lines = await dialler.ready();
    dialler.temporal.heartbeat = replaced;
    await expect(lines.take(callId)).rejects.toThrow(HeldBackError);
    // Not even if Temporal's answer were another one now.
    dialler.temporal.heartbeat = () => Promise.resolve();
    await expect(lines.take('own')).rejects.toThrow(HeldBackError);
    await (
      await dialler.ended
    ).down;
    expect(dialler.shutdown).toHaveBeenCalledOnce();
  },
);

it('one that was replaced while nothing is dialled finds out by itself', async () => {
  const dialler = aDialler();
  await dialler.ready();
  dialler.temporal.heartbeat = replaced;
  await (
    await dialler.ended
  ).down;
  expect(dialler.shutdown).toHaveBeenCalledOnce();
});

it('while Temporal cannot be reached no dial gets a line, and none is lost by it', async () => {
  const dialler = aDialler({ settings: { lines: 1, reserve: 0 } });
  const lines = await dialler.ready();
  dialler.temporal.heartbeat = () => Promise.reject(new ActivityCompletionError('away'));
  await expect(lines.take('a')).rejects.toThrow(HeldBackError);
  dialler.temporal.heartbeat = () => Promise.resolve();
  await lines.take('b');
  expect(dialler.lastList()).toEqual(['b']);
  expect(dialler.shutdown).not.toHaveBeenCalled();
});

it.each<{ settings: LineSettings; calls: number }>([
  { settings: { lines: 3, reserve: 2 }, calls: 1 },
  { settings: { lines: 0, reserve: 0 }, calls: 0 },
  { settings: { lines: 0, reserve: 2 }, calls: 0 },
  { settings: { lines: 'unlimited', reserve: 2 }, calls: 20 },
])('with $settings it has lines for $calls of 20 calls', async ({ settings, calls }) => {
  const lines = await aDialler({ settings }).ready();
  const dials = await Promise.allSettled(Array.from({ length: 20 }, (_, n) => lines.take(`call-${n}`)));
  expect(dials.filter(({ status }) => status === 'fulfilled')).toHaveLength(calls);
});

it('a dial that comes when no line is free waits a moment for one, and keeps its turn', async () => {
  const lines = await aDialler({ settings: { lines: 1, reserve: 0 } }).ready();
  await lines.take('a');
  const taking = lines.take('b');
  await settled();
  await lines.dialled('a', 'silent');
  await taking;
});

it('lines that are set later count, those in use stay, and the list says by what it goes', async () => {
  const dialler = aDialler();
  const lines = await dialler.ready();
  await lines.take('a');
  await lines.take('b');
  const settings = { lines: 1, reserve: 0 };
  dialler.temporal.memo = { [linesMemo]: settings };
  await vi.waitFor(() => expect(dialler.written.at(-1)?.settings).toEqual(settings), { timeout: 150_000 });
  await lines.dialled('a', 'silent');
  await expect(lines.take('c')).rejects.toThrow(HeldBackError);
  await lines.dialled('b', 'silent');
  await lines.take('c');
});

it('it goes on by the lines it knows while they cannot be read', async () => {
  const dialler = aDialler({ settings: { lines: 1, reserve: 0 } });
  const lines = await dialler.ready();
  dialler.temporal.memo = undefined;
  await lines.take('a');
  const writes = dialler.written.length;
  // A heartbeat later it has tried to read them more than once.
  await vi.waitFor(() => expect(dialler.written.length).toBeGreaterThan(writes), { timeout: 150_000 });
  await expect(lines.take('b')).rejects.toThrow(HeldBackError);
  expect(dialler.written.at(-1)?.settings).toEqual({ lines: 1, reserve: 0 });
});

it('it begins with the list of the dialler before: its calls keep their lines until they are over', async () => {
  const dialler = aDialler({ settings: { lines: 1, reserve: 0 }, held: [line('a')] });
  const lines = await dialler.ready();
  expect(dialler.written[0]?.held).toEqual([line('a')]);
  await expect(lines.take('b')).rejects.toThrow(HeldBackError);
  await vi.waitFor(() => expect(dialler.isWatched('a')).toBe(true), { timeout: 150_000 });
  dialler.callEnds('a');
  await vi.waitFor(() => lines.take('b'), { timeout: 150_000 });
});

it('nothing is polled before Temporal has taken its first list', async () => {
  const dialler = aDialler({ held: [line('a')] });
  dialler.temporal.heartbeat = replaced;
  await dialler.ended;
  expect(dialler.createWorker).not.toHaveBeenCalled();
});

it('the line of a call that it has dialled is free when the call is over', async () => {
  const dialler = aDialler({ settings: { lines: 1, reserve: 0 } });
  const lines = await dialler.ready();
  await lines.take('a');
  await lines.dialled('a', { ContactId: 'contact-a', isOpen: false });
  await expect(lines.take('b')).rejects.toThrow(HeldBackError);
  dialler.callEnds('a');
  await vi.waitFor(() => lines.take('b'), { timeout: 150_000 });
});

it('the list names the contact that has the line', async () => {
  const dialler = aDialler();
  const lines = await dialler.ready();
  await lines.take('a');
  await lines.dialled('a', { ContactId: 'contact-a', isOpen: false });
  await lines.take('b');
  expect(dialler.written.at(-1)?.held).toEqual([line('a', { ContactId: 'contact-a' }), line('b')]);
});

it.each([true, false])('a dial that may ring keeps its line (comes again: %s)', async (isOpen) => {
  const dialler = aDialler({ settings: { lines: 1, reserve: 0 } });
  const lines = await dialler.ready();
  await lines.take('a');
  await lines.dialled('a', { isOpen });
  await expect(lines.take('b')).rejects.toThrow(HeldBackError);
  await lines.take('a');
});

it('a dial that comes again goes before all others, before its line waits for it', async () => {
  const dialler = aDialler({ settings: { lines: 1, reserve: 0 } });
  const lines = await dialler.ready();
  await lines.take('a');
  dialler.temporal.pendingActivities = [runningDial];
  await lines.dialled('a', { isOpen: true });
  expect(dialler.first).toEqual([{ workflowId: 'a', priority: { priorityKey: 1 } }]);
});

it.each<DialEnd>(['silent', { isOpen: false }, { ContactId: 'contact-a', isOpen: false }])(
  'a dial that does not come again (%j) stays as urgent as it was',
  async (end) => {
    const dialler = aDialler();
    const lines = await dialler.ready();
    await lines.take('a');
    dialler.temporal.pendingActivities = [runningDial];
    await lines.dialled('a', end);
    expect(dialler.first).toEqual([]);
  },
);

it('a dial that could not be put first keeps its line, and that is logged', async () => {
  const dialler = aDialler({ settings: { lines: 1, reserve: 0 } });
  const lines = await dialler.ready();
  await lines.take('a');
  dialler.temporal.pendingActivities = [runningDial];
  dialler.temporal.updateActivityOptions = () => Promise.reject(new Error('away'));
  await lines.dialled('a', { isOpen: true });
  expect(dialler.warn).toHaveBeenLastCalledWith(expect.stringContaining('highest priority'), expect.anything());
  await lines.take('a');
});

it('its worker ends: it stops polling, and its list is written when it says so', async () => {
  const dialler = aDialler();
  const lines = await dialler.ready();
  await lines.take('a');
  await lines.dialled('a', { ContactId: 'contact-a', isOpen: false });
  const handedOver = new Error('handed over');
  dialler.end(handedOver);
  const { why, down } = await dialler.ended;
  expect(why).toBe(handedOver);
  expect(dialler.written.at(-1)?.held).toEqual([line('a', { ContactId: 'contact-a' })]);
  await down;
  expect(dialler.shutdown).toHaveBeenCalledOnce();
  await expect(lines.take('b')).rejects.toThrow(HeldBackError);
});

it('its poller dies: it ends, so that another dialler begins', async () => {
  const dialler = aDialler();
  await dialler.ready();
  const died = new Error('the poller died');
  dialler.polling.emit('error', died);
  expect((await dialler.ended).why).toBe(died);
});
