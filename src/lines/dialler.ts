import type { Info } from '@temporalio/activity';
import { ActivityCancelledError, ActivityNotFoundError, type Client } from '@temporalio/client';
import { ApplicationFailure, ApplicationFailureCategory, type Logger } from '@temporalio/common';
import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { HeldBackError } from '../../activities/send-pace.js';
import type { DialEnd, DialLines } from '../../activities/start-outbound-voice-contact.js';
import type { DiallerInput, HeldLine, LineSettings } from '../contract/lines.js';
import { defaultLineSettings, linesMemo } from '../contract/lines.js';
import { LineSlots } from './line-slots.js';
import { LineWatch } from './watch-lines.js';
import { WrittenList } from './written-list.js';

/** Well below the heartbeat's timeout: two may be lost. */
const heartbeatEveryMs = 3_000;

/** How often it reads how many lines there are. */
const settingsEveryMs = 1_000;

/** A dial that came when no line was free comes back after so long. */
const comeBackMs = 2_000;

/** The activity whose heartbeat the dialler's list is. */
export interface DiallerActivity {
  readonly client: Client;
  readonly info: Info;
  readonly log: Logger;
}

/** What a dialler is made of. */
export interface DiallerParts {
  readonly now: () => number;
  /** Most dials of this process at once. */
  readonly maxDialling: number;
  /** Begins to poll the instance's dial queue. */
  readonly poll: (InstanceId: string, parts: PollingParts) => Promise<Polling>;
  /** Asks Amazon Connect; undefined: it does not know the contact. */
  readonly isContactOver: (InstanceId: string, ContactId: string, signal: AbortSignal) => Promise<boolean | undefined>;
  /** Calls of the instance that have a line, for a dialler whose predecessor left no list. */
  readonly linesInUse: (InstanceId: string, activity: DiallerActivity) => Promise<readonly HeldLine[]>;
  /** The worker process ends: somebody else shall go on. */
  readonly stopping: AbortSignal;
}

export interface PollingParts {
  readonly slots: LineSlots;
  readonly lines: DialLines;
  /** It has ended by itself. */
  readonly onDeath: (error: unknown) => void;
}

export interface Polling {
  /** No task is polled any more; dials that run are let finish. */
  stop(): void;
}

/**
 * Dials for an instance while lines are free, until the worker ends or another dialler has taken over. Its heartbeat's details are the calls
 * that have a line; they are written before a request goes out.
 *
 * It answers for its activity itself. The SDK takes an activity whose heartbeats it does not send, and these are awaited, for dead.
 */
export async function runDialler(activity: DiallerActivity, input: DiallerInput, parts: DiallerParts): Promise<void> {
  const { client, info, log } = activity;
  try {
    const held = await dialUntilStopped(activity, input, parts);
    if (held === undefined) await client.activity.fail(info.taskToken, handedOver());
    else await client.activity.complete(info.taskToken, held);
  } catch (error) {
    if (error instanceof ActivityNotFoundError) return;
    log.warn('The dialler of an instance has ended; it is begun again', { InstanceId: input.InstanceId, error });
    // If Temporal cannot be told, it finds out when no heartbeat comes.
    await client.activity.fail(info.taskToken, error).catch(() => undefined);
  }
}

/** @returns the list, when it was cancelled; undefined: somebody else shall go on */
async function dialUntilStopped(
  activity: DiallerActivity,
  input: DiallerInput,
  parts: DiallerParts,
): Promise<readonly HeldLine[] | undefined> {
  const { InstanceId } = input;
  const { client, info, log } = activity;
  const end = new AbortController();
  const signal = AbortSignal.any([end.signal, parts.stopping]);
  let settings: LineSettings | undefined;
  let wish: unknown;
  const slots = new LineSlots(await heldBefore(activity, input, parts), parts.maxDialling);
  const list = new WrittenList({
    client,
    taskToken: info.taskToken,
    list: () => ({ held: slots.held, ...(settings === undefined ? {} : { settings }) }),
    onWish: (wanted) => {
      wish ??= wanted;
      end.abort(wanted);
    },
  });
  const watch = new LineWatch({
    client,
    now: parts.now,
    isContactOver: (ContactId) => parts.isContactOver(InstanceId, ContactId, signal),
    slots,
    signal,
    onTrouble: (error) => {
      log.warn('A line could not be looked after; it is tried again', { error });
    },
  });
  const isMine = async (): Promise<void> => {
    try {
      signal.throwIfAborted();
      await list.write();
    } catch (error) {
      if (error instanceof ActivityNotFoundError) end.abort(error);
      throw new HeldBackError(comeBackMs, 'The worker that dials for this instance is changing');
    }
  };
  const lines: DialLines = {
    async take(callId) {
      const taken = signal.aborted ? undefined : slots.take(callId, parts.now());
      if (taken === undefined) throw new HeldBackError(comeBackMs, 'No line of the instance is free');
      if (taken.isNew) {
        try {
          await isMine();
        } catch (error) {
          slots.free(callId);
          throw error;
        }
        watch.watch({ callId, sinceMs: parts.now() });
      } else await isMine();
    },
    dialled: (callId, dialEnd) => ended(slots, callId, dialEnd),
  };
  const apply = async (changed: LineSettings): Promise<void> => {
    const { lines: count, reserve } = changed;
    slots.capacity = count === 'unlimited' ? Infinity : Math.max(0, count - reserve);
    if (isDeepStrictEqual(settings, changed)) return;
    settings = changed;
    // Whoever has set them waits until they count.
    await list.write().catch(() => undefined);
  };
  for (const line of slots.held) watch.watch(line);
  try {
    await list.write();
    await watch.settle();
    // It may have to wait for the end of a poller of before, and heartbeats meanwhile.
    const polling = parts.poll(InstanceId, { slots, lines, onDeath: (error) => end.abort(error) });
    try {
      await Promise.all([polling, heartbeating(list, signal), readingSettings(activity, signal, apply)]);
    } catch (error) {
      if (!signal.aborted) throw error;
    } finally {
      end.abort();
      void polling.then(
        (running) => running.stop(),
        () => undefined,
      );
      // What was taken before it stopped is on the list of who goes on.
      await list.write().catch(() => undefined);
    }
  } finally {
    end.abort();
  }
  return wish instanceof ActivityCancelledError ? slots.held : undefined;
}

function ended(slots: LineSlots, callId: string, end: DialEnd): void {
  if (end.is === 'silent') slots.free(callId);
  else if (end.is === 'placed') slots.dialled(callId, { ContactId: end.ContactId, isOpen: false });
  else slots.dialled(callId, { isOpen: end.comesAgain });
}

async function heldBefore(
  activity: DiallerActivity,
  input: DiallerInput,
  parts: DiallerParts,
): Promise<readonly HeldLine[]> {
  const { held } = (activity.info.heartbeatDetails ?? {}) as { readonly held?: readonly HeldLine[] };
  return held ?? input.held ?? (await parts.linesInUse(input.InstanceId, activity));
}

async function heartbeating(list: WrittenList, signal: AbortSignal): Promise<void> {
  for (;;) {
    await sleep(heartbeatEveryMs, undefined, { signal });
    await list.write().catch((error: unknown) => {
      if (error instanceof ActivityNotFoundError) throw error;
      // Temporal cannot be reached: nothing goes out meanwhile, and whoever takes over does so soon.
    });
  }
}

async function readingSettings(
  { client, info }: DiallerActivity,
  signal: AbortSignal,
  apply: (settings: LineSettings) => Promise<void>,
): Promise<void> {
  const { workflowId = '', runId } = info.workflowExecution ?? {};
  const handle = client.workflow.getHandle(workflowId, runId);
  for (;;) {
    const memo = await handle.describe().then(
      (description) => description.memo,
      () => undefined,
    );
    if (memo !== undefined) await apply((memo[linesMemo] as LineSettings | undefined) ?? defaultLineSettings);
    await sleep(settingsEveryMs, undefined, { signal });
  }
}

const handedOver = (): ApplicationFailure =>
  ApplicationFailure.create({
    type: 'HandedOver',
    message: 'Its worker ends; another one goes on with the lines that are in use',
    nextRetryDelay: 1,
    // It shall neither alarm nor fill the logs.
    category: ApplicationFailureCategory.BENIGN,
  });
