import { WorkflowFailedError, type Client } from '@temporalio/client';
import { ApplicationFailure, defaultPayloadConverter } from '@temporalio/common';
import { expect, it } from 'vitest';
import { outcomeActivityId } from '../../src/contract/contact.js';
import { dialActivityId } from '../../src/contract/dial.js';
import { stateOfCall } from '../../src/lines/call-end.js';

const endedAtMs = Date.parse('2026-03-02T09:00:00Z');
const minutes = (count: number) => count * 60_000;

interface Call {
  readonly status: string;
  readonly pendingActivities?: readonly object[];
  /** What its dial was answered. */
  readonly ContactId?: string;
  readonly failure?: Error;
}

function clientOf({ status, pendingActivities = [], ContactId, failure }: Call): Client {
  const completed = { scheduledEventId: 5, result: { payloads: [defaultPayloadConverter.toPayload({ ContactId })] } };
  const events = [
    { eventId: 5, activityTaskScheduledEventAttributes: { activityId: dialActivityId } },
    ...(ContactId === undefined ? [] : [{ eventId: 7, activityTaskCompletedEventAttributes: completed }]),
  ];
  const handle = {
    describe: () =>
      Promise.resolve({
        runId: 'run',
        status: { name: status },
        raw: { pendingActivities },
        ...(status === 'RUNNING' ? {} : { closeTime: new Date(endedAtMs) }),
      }),
    fetchHistory: () => Promise.resolve({ events }),
    result: () => Promise.reject(new WorkflowFailedError('failed', failure, 'RETRY_STATE_UNSPECIFIED' as never)),
  };
  const loadedDataConverter = { payloadConverter: defaultPayloadConverter, payloadCodecs: [] };
  return { workflow: { getHandle: () => handle }, options: { loadedDataConverter } } as unknown as Client;
}

async function stateOf(call: Call, { afterMs = 0, isContactOver = undefined as boolean | undefined } = {}) {
  const watch = {
    client: clientOf(call),
    now: () => endedAtMs + afterMs,
    isContactOver: () => Promise.resolve(isContactOver),
  };
  return stateOfCall(watch, { callId: 'order-4711', sinceMs: endedAtMs - minutes(5) });
}

it('a call that failed without saying that nothing rang keeps its line for ten minutes', async () => {
  const failed = { status: 'FAILED', failure: ApplicationFailure.nonRetryable('an operator failed its dial') };
  expect(await stateOf(failed, { afterMs: minutes(9) })).toBe('in-doubt');
  expect(await stateOf(failed, { afterMs: minutes(11) })).toBe('over');
});

it('a call whose outcome is paused keeps its line until Amazon Connect says that its contact has ended', async () => {
  const outcome = { activityId: outcomeActivityId, paused: true };
  const paused = { status: 'RUNNING', ContactId: 'c', pendingActivities: [outcome] };
  expect(await stateOf(paused, { isContactOver: false })).toBe('in-doubt');
  expect(await stateOf(paused)).toBe('in-doubt');
  expect(await stateOf(paused, { isContactOver: true })).toBe('over');
  const followed = { ...paused, pendingActivities: [{ activityId: outcomeActivityId }] };
  expect(await stateOf(followed, { isContactOver: true })).toBe('is-followed');
});
