import { mkdir, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { numberOf } from '../../src/connect-simulator/index.js';
import { historyJson } from './history.js';
import { aRequest } from './requests.js';
import { startWorld, type World } from './world.js';

// Run by hand when the workflow's commands change under `patched()`: `npx tsx test/support/save-histories.ts <folder>`.
// Histories of released code are never overwritten: each release has a folder of its own below test/histories.

const operation = 'StartOutboundVoiceContact';

const stories: Record<string, (world: World, id: string) => Promise<void>> = {
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
  'held-then-dialled': async ({ ringonce }, id) => {
    const call = await ringonce.start(id, aRequest(), { ...untracked, ...openHours(), notBefore: inMs(2_000) });
    await call.result();
  },
  'rescheduled-while-waiting': async ({ ringonce }, id) => {
    const call = await ringonce.start(id, aRequest(), { ...untracked, notBefore: inMs(hourMs) });
    await call.reschedule({ notBefore: inMs(2 * hourMs) });
    await call.reschedule({ notBefore: null });
    await call.result();
  },
  'taken-back-while-throttled': async ({ ringonce, connect }, id) => {
    connect.inject({ operation, kind: 'throttle', times: 3, match: { ClientToken: id } });
    const call = await ringonce.start(id, aRequest(), untracked);
    await connect.untilRequests(1, { clientToken: id, status: 429 });
    await call.reschedule({ notBefore: inMs(5_000) });
    await call.result();
  },
  'cancelled-while-waiting': async ({ ringonce }, id) => {
    const call = await ringonce.start(id, aRequest(), { ...untracked, notBefore: inMs(hourMs) });
    await call.cancel();
    await call.result().catch(() => undefined);
  },
  'follow-up-until-answered': async (world, id) => {
    world.connect.configure({ timeScale: 60 });
    const onOutcome = { BUSY: { wait: ['1s'] }, NO_ANSWER: { wait: ['1s'] } };
    const followUp = await world.ringonce.followUp(id, aRequest({ DestinationPhoneNumber: changing }), {
      ...openHours(),
      onOutcome,
      linkAttempts: true,
    });
    await followUp.result();
  },
  'follow-up-steered': async ({ ringonce }, id) => {
    const request = aRequest({ DestinationPhoneNumber: numberOf('busy') });
    const followUp = await ringonce.followUp(id, request, { notBefore: inMs(hourMs) });
    await followUp.pause();
    await followUp.resume();
    await followUp.reschedule({ notBefore: inMs(2 * hourMs), ...openHours() });
    await followUp.callNow({ ignoreCallingHours: true });
    await ringonce.call(`${id}.1`).result();
    await followUp.cancel();
    await followUp.result();
  },
  'follow-up-hung-up': async ({ ringonce, connect }, id) => {
    connect.configure({ timeScale: 0 });
    const followUp = await ringonce.followUp(id, aRequest());
    await connect.untilRings(1, { clientToken: `${id}.1` });
    await ringonce.call(`${id}.1`).contactId();
    connect.advance(10_000);
    await followUp.cancel({ callInProgress: 'hang-up' });
    await followUp.result();
  },
  'follow-up-continued': async ({ ringonce, connect }, id) => {
    connect.configure({ timeScale: 60 });
    const request = aRequest({ DestinationPhoneNumber: numberOf('busy') });
    const plan = { maxAttempts: 25, onOutcome: { BUSY: { wait: ['1s'] } } };
    await (await ringonce.followUp(id, request, plan)).result();
  },
};

const untracked = { tracking: 'none' } as const;
const hourMs = 3_600_000;
const changing = numberOf('busy-then-no-answer-then-answered');
const inMs = (ms: number) => new Date(Date.now() + ms).toISOString();

/** Open at any time but one minute of the night. */
function openHours() {
  const span = ['00:00-23:59'];
  const weekly = {
    monday: span,
    tuesday: span,
    wednesday: span,
    thursday: span,
    friday: span,
    saturday: span,
    sunday: span,
  };
  return { callingHours: { timeZone: 'America/Los_Angeles', weekly } };
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

/** Neither who ran it nor where its files lay is part of a history. */
function withoutMachine(key: string, value: unknown): unknown {
  if (/identity$/i.test(key)) return 'ringonce@example';
  if (key === 'stackTrace') return '';
  // Sticky task queues are named after process and host.
  return typeof value === 'string' ? value.replace(/^\d+@[^-]+-/, 'ringonce@example-') : value;
}

const folder = fileURLToPath(new URL(`../histories/${process.argv[2] ?? 'unreleased'}/`, import.meta.url));
await mkdir(folder, { recursive: true });
await using world = await startWorld({ timeScale: 0 });
await world.startWorker();
await world.startContactEvents();
for (const [name, tell] of Object.entries(stories)) {
  await tell(world, name);
  await writeFile(`${folder}${name}.json`, `${JSON.stringify(await historyJson(world, name), withoutMachine, 1)}\n`);
  console.log(`saved ${name}`);
}
