import { setTimeout as wait } from 'node:timers/promises';
import type { StartOutboundVoiceContactRequest } from '../../src/client/index.js';
import { numberOf, type ScenarioName } from '../../src/connect-simulator/index.js';
import { aRequest } from '../support/requests.js';
import type { World } from '../support/world.js';

/** Calls in the states that an operator meets: their workflow IDs. */
export const calls = {
  waiting: 'order-4711',
  throttled: 'order-4712',
  ringing: 'order-4713',
  talking: 'order-4714',
  inDoubt: 'order-4715',
  followUp: 'order-4716',
  refused: 'order-4717',
  invalid: 'order-4718',
  unknown: 'order-4719',
  busy: 'order-4720',
  answered: 'order-4721',
} as const;

/** What must not be read without a key. */
export const personal = {
  Name: 'Ann Example',
  Description: 'about her knee',
  Attributes: { diagnosis: 'torn meniscus' },
} satisfies Partial<StartOutboundVoiceContactRequest>;

const operation = 'StartOutboundVoiceContact';

/** So that what becomes of a contact is asked for early. */
const shortest = { TrafficType: 'CAMPAIGN', RingTimeoutInSeconds: 15 } as const;

const to = (scenario: ScenarioName, change: Partial<StartOutboundVoiceContactRequest> = {}) =>
  aRequest({ ...personal, DestinationPhoneNumber: numberOf(scenario), ...change });

/** Brings them about. Time then stands still at the local Connect, so the live ones stay as they are. */
export async function stageCalls({ ringonce, connect }: World): Promise<void> {
  connect.configure({ timeScale: 0 });
  const phaseOf = async (id: string) => (await ringonce.call(id).view()).phase;
  const attemptsOf = async (id: string) => {
    const { raw } = await ringonce.client.workflow.getHandle(id).describe();
    return raw.pendingActivities?.[0]?.attempt ?? 0;
  };

  // First those that have ended, since time passes for all.
  await ringonce.start(calls.answered, to('answered'));
  await ringonce.start(calls.busy, to('busy'));
  const followUp = await ringonce.followUp(calls.followUp, to('busy'));
  for (const clientToken of [calls.busy, calls.answered, `${calls.followUp}.1`])
    await connect.untilRings(1, { clientToken });
  connect.advance(60_000);
  for (const id of [calls.busy, calls.answered]) await ringonce.call(id).result();
  await until(async () => (await followUp.view()).phase === 'WAITING');

  for (const ClientToken of [calls.unknown, calls.inDoubt])
    connect.inject({ operation, kind: 'error-after', match: { ClientToken } });
  connect.inject({ operation, kind: 'throttle', times: 10_000, match: { ClientToken: calls.throttled } });
  await ringonce.start(calls.unknown, to('answered'), { resendWindow: 0, tracking: 'none' });
  await ringonce.client.workflow.start('outboundCall', {
    workflowId: calls.invalid,
    taskQueue: 'ringonce',
    args: [to('answered', { DestinationPhoneNumber: '206 555 0100' })],
  });
  await ringonce.start(calls.refused, to('not-allowed'));
  await ringonce.start(calls.inDoubt, to('rings-out'), { resendWindow: 0 });
  await ringonce.start(calls.talking, to('long-talk', shortest), { lookInterval: '5s' });
  await ringonce.start(calls.ringing, to('answered-late'));
  await ringonce.start(calls.throttled, to('answered'));
  await ringonce.start(calls.waiting, to('answered'), { notBefore: tomorrowAtEight() });

  for (const id of [calls.unknown, calls.refused, calls.invalid])
    await ringonce
      .call(id)
      .result()
      .catch(() => undefined);
  await until(async () => (await phaseOf(calls.ringing)) === 'FOLLOWING');
  await until(async () => (await phaseOf(calls.inDoubt)) === 'IN_DOUBT');
  await until(async () => (await phaseOf(calls.waiting)) === 'WAITING');
  await until(async () => (await attemptsOf(calls.throttled)) >= 2);
  // Its dial limit is over, and Amazon Connect was asked about it.
  await until(async () => (await attemptsOf(calls.talking)) >= 3);
}

/** In Seattle, where the numbers are. */
const tomorrowAtEight = () => `${new Date(Date.now() + 86_400_000).toISOString().slice(0, 10)}T08:00:00-08:00`;

async function until(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo().catch(() => false))) await wait(200);
}
