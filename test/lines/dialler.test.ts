import { ActivityCancelledError, ActivityNotFoundError, type Client } from '@temporalio/client';
import type { Info } from '@temporalio/activity';
import type { ApplicationFailure, Logger } from '@temporalio/common';
import { afterEach, expect, it, vi } from 'vitest';
import { HeldBackError } from '../../activities/send-pace.js';
import type { DialLines } from '../../activities/start-outbound-voice-contact.js';
import { outcomeActivityId } from '../../src/contract/contact.js';
import { linesMemo, type HeldLine, type HeldLines, type LineSettings } from '../../src/contract/lines.js';
import { runDialler, type PollingParts } from '../../src/lines/dialler.js';

const InstanceId = '846ec553-a005-41c0-8341-000000000001';
const startedAtMs = Date.parse('2026-03-02T09:00:00Z');

interface Given {
  readonly settings?: LineSettings;
  /** Of the attempt before. */
  readonly heartbeatDetails?: object;
  /** Of the run before. */
  readonly held?: readonly HeldLine[];
  readonly linesInUse?: () => Promise<readonly HeldLine[]>;
}

/** What the test is over with: no dialler outlives it. */
const ends: (() => void)[] = [];
afterEach(() => {
  for (const end of ends.splice(0)) end();
});

/** A dialler at a Temporal that says what the test wants. Its calls talk until the test ends them. */
function aDialler({ settings = { lines: 2, reserve: 0 }, heartbeatDetails, held, linesInUse }: Given = {}) {
  const written: HeldLines[] = [];
  const temporal = {
    memo: { [linesMemo]: settings } as Record<string, unknown> | undefined,
    heartbeat: (): Promise<void> => Promise.resolve(),
    isFollowed: (callId: string): boolean => callId !== '',
  };
  const endOf = new Map<string, (result: { outcome: string }) => void>();
  const answers: { completed?: unknown; failed?: unknown } = {};
  const call = (callId: string) => ({
    describe: () => {
      const pendingActivities = temporal.isFollowed(callId) ? [{ activityId: outcomeActivityId }] : [];
      return Promise.resolve({ runId: 'run', status: { name: 'RUNNING' }, raw: { pendingActivities } });
    },
    result: () => new Promise((resolve) => endOf.set(callId, resolve)),
  });
  const lines = {
    describe: () =>
      temporal.memo === undefined ? Promise.reject(new Error('away')) : Promise.resolve({ memo: temporal.memo }),
  };
  const client = {
    withDeadline: (_: number, run: () => unknown) => run(),
    activity: {
      heartbeat: (_: unknown, list: HeldLines) => {
        written.push(structuredClone(list));
        return temporal.heartbeat();
      },
      complete: (_: unknown, result: unknown) => Promise.resolve((answers.completed = result)),
      fail: (_: unknown, failure: unknown) => Promise.resolve((answers.failed = failure)),
    },
    workflow: { getHandle: (id: string) => (id === 'the-lines' ? lines : call(id)) },
  };
  const stopping = new AbortController();
  ends.push(() => stopping.abort());
  const stop = vi.fn();
  let poll: ((parts: PollingParts) => void) | undefined;
  const polled = new Promise<PollingParts>((resolve) => (poll = resolve));
  const isPolling = vi.fn();
  const info = { taskToken: new Uint8Array(), workflowExecution: { workflowId: 'the-lines', runId: 'r' } };
  const ignore = () => undefined;
  const ended = runDialler(
    {
      client: client as unknown as Client,
      info: { ...info, heartbeatDetails } as unknown as Info,
      log: { warn: ignore } as unknown as Logger,
    },
    { InstanceId, ...(held === undefined ? {} : { held }) },
    {
      now: () => startedAtMs,
      maxDialling: 100,
      poll: (_, parts) => {
        isPolling();
        poll?.(parts);
        return Promise.resolve({ stop });
      },
      isContactOver: () => Promise.resolve(undefined),
      linesInUse: linesInUse ?? (() => Promise.resolve([])),
      stopping: stopping.signal,
    },
  );
  return {
    temporal,
    written,
    answers,
    ended,
    stop,
    isPolling,
    polled,
    end: () => stopping.abort(),
    callEnds: (callId: string) => endOf.get(callId)?.({ outcome: 'ANSWERED' }),
    isWatched: (callId: string) => endOf.has(callId),
    lastList: () => written.at(-1)?.held.map(({ callId }) => callId),
    /** When it goes by the number of lines. */
    async ready(): Promise<DialLines> {
      const { lines } = await polled;
      await vi.waitFor(() => expect(written.at(-1)?.settings).toBeDefined());
      await settled();
      return lines;
    },
  };
}

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
  await vi.waitFor(() => expect(dialler.lastList()).toEqual(['a']));
  await settled();
  expect(mayDial).not.toHaveBeenCalled();
  take?.();
  await taking;
});

it.each(['new', 'own'])(
  'a dialler that was replaced gives no dial its line (%s), and polls no more',
  async (callId) => {
    const dialler = aDialler({ heartbeatDetails: { held: [line('own')] } });
    const lines = await dialler.ready();
    dialler.temporal.heartbeat = replaced;
    await expect(lines.take(callId)).rejects.toThrow(HeldBackError);
    // Not even if Temporal's answer were another one now.
    dialler.temporal.heartbeat = () => Promise.resolve();
    await expect(lines.take('own')).rejects.toThrow(HeldBackError);
    await dialler.ended;
    expect(dialler.stop).toHaveBeenCalledOnce();
  },
);

it('one that was replaced while nothing is dialled finds out by itself', async () => {
  const dialler = aDialler();
  await dialler.ready();
  dialler.temporal.heartbeat = replaced;
  await dialler.ended;
  expect(dialler.stop).toHaveBeenCalledOnce();
});

it('while Temporal cannot be reached no dial gets a line, and none is lost by it', async () => {
  const dialler = aDialler({ settings: { lines: 1, reserve: 0 } });
  const lines = await dialler.ready();
  dialler.temporal.heartbeat = () => Promise.reject(new Error('away'));
  await expect(lines.take('a')).rejects.toThrow(HeldBackError);
  dialler.temporal.heartbeat = () => Promise.resolve();
  await lines.take('b');
  expect(dialler.lastList()).toEqual(['b']);
  expect(dialler.stop).not.toHaveBeenCalled();
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

it('lines that are set later count, those in use stay, and the list says by what it goes', async () => {
  const dialler = aDialler();
  const lines = await dialler.ready();
  await lines.take('a');
  await lines.take('b');
  const settings = { lines: 1, reserve: 0 };
  dialler.temporal.memo = { [linesMemo]: settings };
  await vi.waitFor(() => expect(dialler.written.at(-1)?.settings).toEqual(settings), { timeout: 5_000 });
  lines.dialled('a', { is: 'silent' });
  await expect(lines.take('c')).rejects.toThrow(HeldBackError);
  lines.dialled('b', { is: 'silent' });
  await lines.take('c');
});

it('it goes on by the lines it knows while they cannot be read', async () => {
  const dialler = aDialler({ settings: { lines: 1, reserve: 0 } });
  const lines = await dialler.ready();
  dialler.temporal.memo = undefined;
  await lines.take('a');
  const writes = dialler.written.length;
  // A heartbeat later it has tried to read them more than once.
  await vi.waitFor(() => expect(dialler.written.length).toBeGreaterThan(writes), { timeout: 10_000 });
  await expect(lines.take('b')).rejects.toThrow(HeldBackError);
  expect(dialler.written.at(-1)?.settings).toEqual({ lines: 1, reserve: 0 });
});

it.each<{ from: string; given: Given }>([
  { from: 'attempt before', given: { heartbeatDetails: { held: [line('a')] }, held: [line('old')] } },
  { from: 'run before', given: { held: [line('a')] } },
  { from: 'workflow before', given: { linesInUse: () => Promise.resolve([line('a')]) } },
])('it begins with the list of the $from: its calls keep their lines until they are over', async ({ given }) => {
  const dialler = aDialler({ settings: { lines: 1, reserve: 0 }, linesInUse: () => Promise.resolve([]), ...given });
  const lines = await dialler.ready();
  expect(dialler.written[0]?.held).toEqual([line('a')]);
  await expect(lines.take('b')).rejects.toThrow(HeldBackError);
  await vi.waitFor(() => expect(dialler.isWatched('a')).toBe(true));
  dialler.callEnds('a');
  await vi.waitFor(() => lines.take('b'));
});

it('what an empty list says is believed: nobody looks for calls that have lines', async () => {
  const linesInUse = vi.fn(() => Promise.resolve([line('a')]));
  const dialler = aDialler({ heartbeatDetails: { held: [] }, linesInUse });
  await dialler.ready();
  expect(linesInUse).not.toHaveBeenCalled();
});

it('which calls have lines cannot be learned: nothing is polled, and it is tried again', async () => {
  const away = new Error('away');
  const dialler = aDialler({ linesInUse: () => Promise.reject(away) });
  await dialler.ended;
  expect(dialler.isPolling).not.toHaveBeenCalled();
  expect(dialler.answers).toEqual({ failed: away });
});

it('nothing is polled before Temporal has taken its first list', async () => {
  const dialler = aDialler({ held: [line('a')] });
  dialler.temporal.heartbeat = replaced;
  await dialler.ended;
  expect(dialler.isPolling).not.toHaveBeenCalled();
});

it('no slot is kept for calls of the list whose dial is over', async () => {
  const dialler = aDialler({ held: [line('followed'), line('dials')] });
  dialler.temporal.isFollowed = (callId) => callId === 'followed';
  await dialler.ready();
  expect((await dialler.polled).slots.open).toEqual(['dials']);
});

it('the line of a call that it has dialled is free when the call is over', async () => {
  const dialler = aDialler({ settings: { lines: 1, reserve: 0 } });
  const lines = await dialler.ready();
  await lines.take('a');
  lines.dialled('a', { is: 'placed', ContactId: 'contact-a' });
  await expect(lines.take('b')).rejects.toThrow(HeldBackError);
  dialler.callEnds('a');
  await vi.waitFor(() => lines.take('b'));
});

it('the list names the contact that has the line', async () => {
  const dialler = aDialler();
  const lines = await dialler.ready();
  await lines.take('a');
  lines.dialled('a', { is: 'placed', ContactId: 'contact-a' });
  await lines.take('b');
  expect(dialler.written.at(-1)?.held).toEqual([line('a', { ContactId: 'contact-a' }), line('b')]);
});

it.each([true, false])('a dial that may ring keeps its line (comes again: %s)', async (comesAgain) => {
  const dialler = aDialler({ settings: { lines: 1, reserve: 0 } });
  const lines = await dialler.ready();
  await lines.take('a');
  lines.dialled('a', { is: 'maybe', comesAgain });
  await expect(lines.take('b')).rejects.toThrow(HeldBackError);
  await lines.take('a');
});

it('its worker ends: it stops polling, writes its list and hands over at once, without alarm', async () => {
  const dialler = aDialler();
  const lines = await dialler.ready();
  await lines.take('a');
  lines.dialled('a', { is: 'placed', ContactId: 'contact-a' });
  dialler.end();
  await dialler.ended;
  expect(dialler.stop).toHaveBeenCalledOnce();
  expect(dialler.written.at(-1)?.held).toEqual([line('a', { ContactId: 'contact-a' })]);
  const failed = dialler.answers.failed as ApplicationFailure;
  expect(failed).toMatchObject({ type: 'HandedOver', category: 'BENIGN', nextRetryDelay: 1 });
  expect(failed.nonRetryable).not.toBe(true);
  await expect(lines.take('b')).rejects.toThrow(HeldBackError);
});

it('its workflow wants it to end: it answers with the list, for the run that follows', async () => {
  const dialler = aDialler({ held: [line('a')] });
  const lines = await dialler.ready();
  dialler.temporal.heartbeat = () => Promise.reject(new ActivityCancelledError('continued'));
  await expect(lines.take('b')).resolves.toBeUndefined();
  await dialler.ended;
  expect(dialler.stop).toHaveBeenCalledOnce();
  expect(dialler.answers).toEqual({ completed: [line('a'), line('b')] });
});

it('its poller dies: another dialler begins', async () => {
  const dialler = aDialler();
  await dialler.ready();
  const { onDeath } = await dialler.polled;
  onDeath(new Error('the poller died'));
  await dialler.ended;
  expect(dialler.answers.failed).toBeInstanceOf(Error);
});
