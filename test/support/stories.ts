import { setTimeout as delay } from 'node:timers/promises';
import { numberOf } from '../../src/connect-simulator/index.js';
import { aRequest } from './requests.js';
import type { World } from './world.js';

const operation = 'StartOutboundVoiceContact';

/** Calls and follow-ups in every way that they can go: what they leave as history must replay. By workflow ID. */
export const stories: Record<string, (world: World, id: string) => Promise<void>> = {
  placed: async ({ ringonce }, id) => {
    const call = await ringonce.start(id, aRequest({ Attributes: { order: '4711' } }), { tracking: 'none' });
    await call.contactId();
    await call.result();
  },
  'answer-lost': async ({ ringonce, connect }, id) => {
    connect.inject({ operation, kind: 'error-after', match: { ClientToken: id } });
    await (await ringonce.start(id, aRequest(), { tracking: 'none' })).result();
  },
  unknown: async ({ ringonce, connect }, id) => {
    connect.inject({ operation, kind: 'error-after', match: { ClientToken: id } });
    await (await ringonce.start(id, aRequest(), { tracking: 'none', resendWindow: 0 })).result();
  },
  refused: async ({ ringonce }, id) => {
    const call = await ringonce.start(id, aRequest({ DestinationPhoneNumber: '+12065550140' }), { tracking: 'none' });
    await call.result().catch(() => undefined);
  },
  invalid: async ({ ringonce }, id) => {
    const handle = await ringonce.client.workflow.start('outboundCall', {
      workflowId: id,
      taskQueue: 'ringonce',
      args: [{}],
    });
    await handle.result().catch(() => undefined);
  },
  expired: async ({ ringonce }, id) => {
    await (await ringonce.start(id, aRequest(), { tracking: 'none', expiresAt: '2026-01-01T00:00:00Z' })).result();
  },
  'cancelled-while-throttled': async ({ ringonce, connect }, id) => {
    connect.inject({ operation, kind: 'throttle', times: 3, match: { ClientToken: id } });
    const call = await ringonce.start(id, aRequest(), { tracking: 'none' });
    await connect.untilRequests(1, { clientToken: id, status: 429 });
    await ringonce.client.workflow.getHandle(id).cancel();
    await call.result().catch(() => undefined);
  },
  'followed-by-event': async (world, id) => {
    const { call } = await followed(world, id);
    world.connect.advance(60_000);
    await call.result();
  },
  'followed-by-looks': async (world, id) => {
    world.connect.configure({ events: { lossRate: 1 } });
    const { call } = await followed(world, id);
    world.connect.advance(60_000);
    await call.result();
    world.connect.configure({ events: { lossRate: 0 } });
  },
  'cancelled-while-ringing': async (world, id) => {
    const { call } = await followed(world, id);
    await call.cancel();
    await call.result();
  },
  'left-to-end-then-hung-up': async (world, id) => {
    const { call } = await followed(world, id);
    world.connect.advance(10_000);
    await call.cancel();
    await call.cancel({ hangUp: true });
    await call.result();
  },
  'doubt-adopted': async (world, id) => {
    const { call } = await inDoubt(world, id);
    world.connect.advance(60_000);
    await call.result();
  },
  'doubt-unknown': async (world, id) => {
    world.connect.configure({ events: { lossRate: 1 } });
    const { call } = await inDoubt(world, id);
    await call.result();
    world.connect.configure({ events: { lossRate: 0 } });
  },
  'call-for-later': async ({ ringonce }, id) => {
    const later = { notBefore: inMs(2_000), expiresAfter: '1 hour', callingHours: allDay, tracking: 'none' } as const;
    await (await ringonce.start(id, aRequest(), later)).result();
  },
  'rescheduled-while-waiting': async ({ ringonce }, id) => {
    const call = await ringonce.start(id, aRequest(), { notBefore: inMs(3_600_000), tracking: 'none' });
    await until(async () => (await call.view()).phase === 'WAITING');
    await call.reschedule({ expiresAt: inMs(7_200_000) });
    await call.reschedule({ notBefore: null });
    await call.result();
  },
  'taken-back-while-throttled': async ({ ringonce, connect }, id) => {
    // Until it is taken back: a busy machine looks late whether it waits for the next attempt.
    connect.inject({ operation, kind: 'throttle', times: 10_000, match: { ClientToken: id } });
    const call = await ringonce.start(id, aRequest(), { tracking: 'none' });
    await connect.untilRequests(2, { clientToken: id, status: 429 });
    await until(async () => isBackingOff(ringonce, id, 3));
    await call.reschedule({ notBefore: inMs(2_000) });
    connect.clearFaults();
    await call.result();
  },
  'cancelled-while-waiting': async ({ ringonce }, id) => {
    const call = await ringonce.start(id, aRequest(), { notBefore: inMs(3_600_000) });
    await until(async () => (await call.view()).phase === 'WAITING');
    await call.cancel();
    await call.result().catch(() => undefined);
  },
  'with-a-line': async ({ ringonce, connect }, id) => {
    await ringonce.start(id, aRequest(), { lines: 'pool' });
    await connect.untilRings(1, { clientToken: id });
    connect.advance(60_000);
    await ringonce.call(id).result();
  },
  'waits-for-a-line': async ({ ringonce, connect }, id) => {
    const { InstanceId } = aRequest();
    await ringonce.lines.set(InstanceId, { lines: 0 });
    const call = await ringonce.start(id, aRequest(), { lines: 'pool', priority: 2, fairnessKey: 'acme' });
    await until(async () => (await call.view()).hold?.reason === 'NO_LINE');
    await call.reschedule({ notBefore: new Date(Date.now() + 2_000).toISOString() });
    await ringonce.lines.set(InstanceId, { lines: 10 });
    await connect.untilRings(1, { clientToken: id });
    connect.advance(60_000);
    await call.result();
  },
  'gives-up-its-line': async ({ ringonce }, id) => {
    const { InstanceId } = aRequest();
    await ringonce.lines.set(InstanceId, { lines: 0 });
    const call = await ringonce.start(id, aRequest(), { lines: 'pool' });
    await until(async () => (await call.view()).hold?.reason === 'NO_LINE');
    await call.cancel();
    await call.result().catch(() => undefined);
    await ringonce.lines.set(InstanceId, { lines: 10 });
  },
  'follow-up-three-attempts': async (world, id) => {
    const DestinationPhoneNumber = numberOf('busy-then-no-answer-then-answered');
    const plan = { linkAttempts: true, callingHours: allDay, expiresAfter: '1 day', onOutcome: soon } as const;
    const followUp = await world.ringonce.followUp(id, aRequest({ ...shortest, DestinationPhoneNumber }), plan);
    for (const attempt of [1, 2, 3]) {
      await world.connect.untilRings(1, { clientToken: `${id}.${attempt}` });
      await until(async () => (await world.ringonce.call(`${id}.${attempt}`).view()).phase === 'FOLLOWING');
      world.connect.advance(60_000);
    }
    await followUp.result();
  },
  'follow-up-steered': async (world, id) => {
    const followUp = await busyOnce(world, id);
    await followUp.pause();
    await followUp.reschedule({ expiresAt: inMs(7_200_000) });
    await followUp.resume();
    await followUp.callNow();
    await world.connect.untilRings(1, { clientToken: `${id}.2` });
    world.connect.advance(60_000);
    await followUp.result();
  },
  'follow-up-continued': async (world, id) => {
    const followUp = await busyOnce(world, id);
    const { runId } = await world.ringonce.client.workflow.getHandle(id).describe();
    const isContinued = async () => (await world.ringonce.client.workflow.getHandle(id).describe()).runId !== runId;
    for (let hours = 1; !(await isContinued()); hours++)
      await followUp.reschedule({ expiresAt: inMs(hours * 3_600_000) });
    await followUp.callNow();
    await world.connect.untilRings(1, { clientToken: `${id}.2` });
    world.connect.advance(60_000);
    await followUp.result();
  },
  'follow-up-cancelled-in-progress': async (world, id) => {
    const followUp = await world.ringonce.followUp(id, aRequest());
    await world.connect.untilRings(1, { clientToken: `${id}.1` });
    await until(async () => (await world.ringonce.call(`${id}.1`).view()).phase === 'FOLLOWING');
    await followUp.cancel();
    await followUp.result();
  },
  'follow-up-hung-up': async (world, id) => {
    const followUp = await world.ringonce.followUp(id, aRequest());
    await world.connect.untilRings(1, { clientToken: `${id}.1` });
    await until(async () => (await world.ringonce.call(`${id}.1`).view()).phase === 'FOLLOWING');
    world.connect.advance(10_000);
    await followUp.cancel({ callInProgress: 'hang-up' });
    await followUp.result();
  },
  'follow-up-refused': async ({ ringonce }, id) => {
    const followUp = await ringonce.followUp(id, aRequest({ DestinationPhoneNumber: numberOf('not-allowed') }));
    await followUp.result().catch(() => undefined);
  },
};

const inMs = (ms: number) => new Date(Date.now() + ms).toISOString();
const soon = { BUSY: { wait: ['1s'] }, NO_ANSWER: { wait: ['1s'] } };
const everyDay = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];
const allDay = { timeZone: 'UTC', weekly: Object.fromEntries(everyDay.map((day) => [day, ['00:00-24:00']])) };

async function until(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo().catch(() => false))) await delay(20);
}

async function isBackingOff({ client }: World['ringonce'], id: string, attempt: number): Promise<boolean> {
  const { raw } = await client.workflow.getHandle(id).describe();
  return (raw.pendingActivities?.[0]?.attempt ?? 0) >= attempt;
}

/** A follow-up that waits for the second of its two attempts. */
async function busyOnce({ ringonce, connect }: World, id: string) {
  const request = aRequest({ ...shortest, DestinationPhoneNumber: numberOf('busy') });
  const followUp = await ringonce.followUp(id, request, { maxAttempts: 2 });
  await connect.untilRings(1, { clientToken: `${id}.1` });
  connect.advance(60_000);
  await until(async () => (await followUp.view()).phase === 'WAITING');
  return followUp;
}

const shortest = { TrafficType: 'CAMPAIGN', RingTimeoutInSeconds: 15 } as const;

async function followed({ ringonce }: World, id: string) {
  const call = await ringonce.start(id, aRequest(shortest), { lookInterval: '1s' });
  await call.contactId();
  return { call };
}

async function inDoubt({ ringonce, connect }: World, id: string) {
  connect.inject({ operation, kind: 'error-after', times: 50, match: { ClientToken: id } });
  return { call: await ringonce.start(id, aRequest(shortest), { resendWindow: 0 }) };
}
