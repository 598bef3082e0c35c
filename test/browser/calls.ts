import { vi } from 'vitest';
import type { StartOutboundVoiceContactRequest } from '../../src/client/index.js';
import { numberOf, type ScenarioName } from '../../src/connect-simulator/index.js';
import { aRequest } from '../support/requests.js';
import type { World } from '../support/world.js';

const operation = 'StartOutboundVoiceContact';

/** So that what becomes of a contact is asked for early. */
const shortest = { TrafficType: 'CAMPAIGN', RingTimeoutInSeconds: 15 } as const;

/** What must not be seen without a key. */
export const personal = {
  Name: 'Ann Example',
  Description: 'about her knee',
  Attributes: { order: '4711', customer: 'Ann' },
} satisfies Partial<StartOutboundVoiceContactRequest>;

const to = (scenario: ScenarioName, change: Partial<StartOutboundVoiceContactRequest> = {}) =>
  aRequest({ ...personal, DestinationPhoneNumber: numberOf(scenario), ...change });

/** A call in each state that an operator meets, by workflow ID; time stands still at Amazon Connect from then on. */
export async function stageCalls({ ringonce, connect }: World): Promise<void> {
  connect.configure({ timeScale: 0 });
  const answersNot = (ClientToken: string) =>
    connect.inject({ operation, kind: 'error-after', match: { ClientToken } });

  // First those that have ended, since time passes for all.
  await ringonce.start('busy', to('busy'));
  await ringonce.start('answered', to('answered'));
  const followUp = await ringonce.followUp('follow-up', to('busy'));
  for (const clientToken of ['busy', 'answered', 'follow-up.1']) await connect.untilRings(1, { clientToken });
  connect.advance(60_000);
  for (const id of ['busy', 'answered']) await ringonce.call(id).result();
  await until(async () => (await followUp.view()).phase === 'WAITING');

  const talking = await ringonce.start('talking', to('long-talk', shortest), { lookInterval: '5s' });
  answersNot('in-doubt');
  await ringonce.start('in-doubt', to('rings-out'), { resendWindow: 0 });
  answersNot('unknown');
  await ringonce.start('unknown', to('answered'), { resendWindow: 0, tracking: 'none' });
  connect.inject({ operation, kind: 'throttle', times: 10_000, match: { ClientToken: 'throttled' } });
  await ringonce.start('throttled', to('answered'));
  await ringonce.start('refused', to('not-allowed'));
  await ringonce.start('ringing', to('answered-late'));
  await ringonce.start('waiting', to('answered'), tomorrow());
  await ringonce.client.workflow.start('outboundCall', {
    workflowId: 'invalid',
    taskQueue: 'ringonce',
    args: [{ ...to('answered'), DestinationPhoneNumber: '206 555 0100' }],
  });

  await talking.contactId();
  for (const id of ['unknown', 'refused', 'invalid'])
    await ringonce
      .call(id)
      .result()
      .catch(() => undefined);
  await until(async () => (await ringonce.call('ringing').view()).phase === 'FOLLOWING');
  await until(async () => (await ringonce.call('in-doubt').view()).phase === 'IN_DOUBT');
  await until(async () => (await ringonce.call('waiting').view()).phase === 'WAITING');
  await untilAttempt(2, 'throttled', ringonce);
  // Its dial limit is over, and it was asked for.
  await untilAttempt(3, 'talking', ringonce);
}

/** From 8 in the morning on, in Seattle. */
const tomorrow = () => ({
  notBefore: `${new Date(Date.now() + 86_400_000).toISOString().slice(0, 10)}T08:00:00-08:00`,
});

const until = (isSo: () => Promise<boolean>) =>
  vi.waitUntil(() => isSo().catch(() => false), { timeout: 60_000, interval: 200 });

const untilAttempt = (attempt: number, workflowId: string, { client }: World['ringonce']) =>
  until(async () => {
    const { raw } = await client.workflow.getHandle(workflowId).describe();
    return (raw.pendingActivities?.[0]?.attempt ?? 0) >= attempt;
  });
