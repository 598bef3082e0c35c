import { afterAll, beforeAll, expect, it } from 'vitest';
import { linesInWords } from '../../src/client/lines.js';
import type { LinesView } from '../../src/client/index.js';
import { numberOf } from '../../src/connect-simulator/index.js';
import { aRequest } from '../support/requests.js';
import { startWorld, type World } from '../support/world.js';
import { ringonce, temporalSettings } from './ringonce-process.js';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world[Symbol.asyncDispose]());

const run = (...args: string[]) => ringonce(['lines', ...args], temporalSettings(world.server));
const { InstanceId } = aRequest();

it('without a worker says what is missing, and before any call what holds', async () => {
  expect(await run()).toMatchObject({ exitCode: 0, stdout: '', stderr: expect.stringContaining('10') as string });
  expect(await run(InstanceId)).toMatchObject({ exitCode: 0, stdout: `${InstanceId}: 0 of 10 busy, 0 waiting\n` });
  expect(await run(InstanceId, '--set', '20')).toMatchObject({
    exitCode: 1,
    stderr: expect.stringContaining('Start one: ringonce worker') as string,
  });
});

it('sets lines and reserve, and shows them with who has one and who waits', async () => {
  await world.startWorker();
  expect(await run(InstanceId, '--set', '3', '--reserve', '2')).toMatchObject({
    exitCode: 0,
    stdout: `${InstanceId}: 0 of 1 busy (2 more in reserve), 0 waiting\n`,
  });
  const request = aRequest({ DestinationPhoneNumber: numberOf('long-talk') });
  for (const id of ['first', 'second']) await world.ringonce.start(id, request, { lines: 'pool' });
  await expect.poll(() => world.ringonce.lines.of(InstanceId)).toMatchObject({ busy: 1, waiting: 1 });
  await expect
    .poll(async () => (await run()).stdout, { interval: 500 })
    .toMatch(/: 1 of 1 busy \(2 more in reserve\), 1 waiting, oldest \d+ (?:s|min)\n$/);
  const tells = {
    exitCode: 0,
    stderr: `About 1 call waits for a line of ${InstanceId}, or for its rate: ringonce lines ${InstanceId}\n`,
  };
  const list = (...args: string[]) => ringonce(['list', ...args], temporalSettings(world.server));
  expect(await list('--status', 'waiting')).toEqual({ ...tells, stdout: 'No call or follow-up found.\n' });
  expect(await list()).toMatchObject({ ...tells, stdout: expect.stringMatching(/│ (?:first|second) +│/) as string });
  const { stdout } = await run(InstanceId, '--json');
  expect(JSON.parse(stdout)).toMatchObject({
    InstanceId,
    lines: 3,
    busy: 1,
    waiting: 1,
    calls: [{ callId: expect.stringMatching(/first|second/) as string }],
  });
  expect(await run(InstanceId, '--set', 'unlimited')).toMatchObject({ exitCode: 0 });
});

it.each([
  { args: ['--set', '20'], exitCode: 2, says: 'need the instance' },
  { args: [InstanceId, '--set', '-1'], exitCode: 2, says: 'whole number' },
  { args: [InstanceId, '--set', 'many'], exitCode: 2, says: 'whole number' },
  {
    args: [InstanceId, '--set', '4', '--reserve', '4'],
    exitCode: 1,
    says: 'error: The lines stay as they are. --reserve: must be less than the 4 lines',
  },
  {
    args: [InstanceId, '--set', '2'],
    exitCode: 1,
    says: 'error: The lines stay as they are. --set: must be more than the 2 that are in reserve',
  },
])('refuses $args', async ({ args, exitCode, says }) => {
  expect(await run(...args)).toMatchObject({ exitCode, stderr: expect.stringContaining(says) as string });
});

const view: LinesView = { lines: 10, reserve: 0, busy: 9, waiting: 213, waitingByPriority: { 3: 213 }, calls: [] };
const now = Date.parse('2026-11-24T09:00:00Z');

it.each<[string, LinesView]>([
  ['9 of 10 busy, 213 waiting, oldest 4 min', { ...view, oldestWaitsSince: '2026-11-24T08:56:00Z' }],
  ['9 of unlimited busy, 0 waiting', { ...view, lines: 'unlimited', waiting: 0, waitingByPriority: {} }],
  [
    '9 of 8 busy (2 more in reserve), 3 waiting (priority 1: 1, priority 5: 2), oldest 3 h',
    { ...view, reserve: 2, waiting: 3, waitingByPriority: { 1: 1, 5: 2 }, oldestWaitsSince: '2026-11-24T06:00:00Z' },
  ],
  ['0 lines: nothing is dialled; 9 busy, 213 waiting', { ...view, lines: 0 }],
  ['9 of 10 busy, 213 waiting; not dialling now: it begins', { ...view, notDialling: 'it begins' }],
])('in words: %s', (words, of) => {
  expect(linesInWords(of, now)).toBe(words);
});

it.each(['c1a9', 'c1a9…', 'nope', 'order-1'])('%s is no instance: nothing is shown or made for it', async (typo) => {
  for (const more of [[], ['--set', '3'], ['--remove']]) {
    const { exitCode, stdout, stderr } = await run(typo, ...more);
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
    expect(stderr).toContain(`${typo} is no InstanceId: give the whole ID`);
  }
});

it('an instance that was named by mistake is forgotten, and one whose lines are in use is not', async () => {
  const mistyped = '846ec553-a005-41c0-8341-00000000abcd';
  expect(await run(mistyped, '--set', '3')).toMatchObject({ exitCode: 0 });
  expect(await run(mistyped, '--remove')).toMatchObject({ exitCode: 0, stdout: '' });
  await expect.poll(async () => (await run()).stdout).not.toContain(mistyped);
  expect(await run(mistyped)).toMatchObject({ stdout: `${mistyped}: 0 of 10 busy, 0 waiting\n` });

  const inUse = await run(InstanceId, '--remove');
  expect(inUse).toMatchObject({
    exitCode: 1,
    stderr: expect.stringMatching(/calls use its lines: \d have one, \d wait; nothing was changed/) as string,
  });
  expect((await world.ringonce.lines.of(InstanceId)).lines).toBe('unlimited');
});
