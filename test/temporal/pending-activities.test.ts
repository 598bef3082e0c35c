import type { Client } from '@temporalio/client';
import { ApplicationFailure, TimeoutFailure, TimeoutType } from '@temporalio/common';
import {
  encodeErrorToFailure,
  encodeToPayloads,
  loadDataConverter,
} from '@temporalio/common/lib/internal-non-workflow/index.js';
import { msNumberToTs } from '@temporalio/common/lib/time.js';
import proto, { type temporal } from '@temporalio/proto';
import { expect, it } from 'vitest';
import { pendingActivities } from '../../src/temporal/pending-activities.js';

const { PendingActivityState: State } = proto.temporal.api.enums.v1;
const converter = loadDataConverter();
const client = { options: { loadedDataConverter: converter } } as unknown as Client;
const atMs = Date.parse('2026-03-02T09:00:00Z');

async function read(raw: temporal.api.workflow.v1.IPendingActivityInfo) {
  const info = { activityId: 'dial', activityType: { name: 'startOutboundVoiceContact' }, attempt: 1, ...raw };
  return pendingActivities(client, { raw: { pendingActivities: [info] } });
}
const dial = { activityId: 'dial', type: 'startOutboundVoiceContact' };

it('an activity that waits for its next attempt tells the last failure, the heartbeat and when it goes on', async () => {
  const failure = ApplicationFailure.create({
    type: 'TooManyRequestsException',
    message: 'Amazon Connect cannot take the call now',
    details: [{ answer: 'not-now' }],
  });

  const read1 = await read({
    state: State.PENDING_ACTIVITY_STATE_SCHEDULED,
    attempt: 13,
    nextAttemptScheduleTime: msNumberToTs(atMs),
    lastFailure: await encodeErrorToFailure(converter, failure),
    heartbeatDetails: { payloads: (await encodeToPayloads(converter, { settled: true })) ?? [] },
  });

  expect(read1).toEqual([
    {
      ...dial,
      state: 'waiting',
      attempt: 13,
      hasStarted: false,
      nextAttemptAt: new Date(atMs),
      heartbeatDetails: { settled: true },
      lastFailure: {
        type: 'TooManyRequestsException',
        message: 'Amazon Connect cannot take the call now',
        details: [{ answer: 'not-now' }],
      },
    },
  ]);
});

it('a worker that died shows as a timeout', async () => {
  const failure = new TimeoutFailure('activity Heartbeat timeout', undefined, TimeoutType.HEARTBEAT);

  const [activity] = await read({ attempt: 2, lastFailure: await encodeErrorToFailure(converter, failure) });

  expect(activity?.lastFailure).toEqual({ type: 'Timeout', message: 'activity Heartbeat timeout', details: [] });
});

it('a pause tells who, when and why; that of a rule names the rule', async () => {
  const paused = { state: State.PENDING_ACTIVITY_STATE_PAUSED, paused: true };
  const [byPerson] = await read({
    ...paused,
    pauseInfo: { pauseTime: msNumberToTs(atMs), manual: { identity: 'temporal-cli:ops@host', reason: 'wrong number' } },
  });
  const [byRule] = await read({
    ...paused,
    pauseInfo: { rule: { ruleId: 'stop-dialling', identity: 'ops', reason: '' } },
  });

  expect(byPerson).toEqual({
    ...dial,
    state: 'paused',
    attempt: 1,
    hasStarted: false,
    pause: { by: 'temporal-cli:ops@host', at: new Date(atMs), reason: 'wrong number' },
  });
  expect(byRule?.pause).toEqual({ by: 'rule stop-dialling' });
});

it.each([
  { state: State.PENDING_ACTIVITY_STATE_STARTED, says: 'running' },
  { state: State.PENDING_ACTIVITY_STATE_CANCEL_REQUESTED, says: 'cancelling' },
  { state: State.PENDING_ACTIVITY_STATE_PAUSE_REQUESTED, says: 'pausing' },
  { state: State.PENDING_ACTIVITY_STATE_SCHEDULED, says: 'waiting' },
])('state $state is $says', async ({ state, says }) => {
  expect((await read({ state }))[0]?.state).toBe(says);
});

it('a workflow without pending activities, or none at all, has none', async () => {
  expect(await pendingActivities(client, undefined)).toEqual([]);
});
