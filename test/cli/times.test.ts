import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { numberOf } from '../../src/connect-simulator/index.js';
import { aRequest } from '../support/requests.js';
import { startWorld, type World } from '../support/world.js';
import { ringonce, temporalSettings, type Environment } from './ringonce-process.js';

let world: World;
beforeAll(async () => {
  world = await startWorld({ timeScale: 60 });
  await world.startWorker();
  await world.startContactEvents();
});
afterAll(() => world[Symbol.asyncDispose]());

const here = (): Environment => temporalSettings(world.server);
const run = (...args: string[]) => ringonce(args, here());
const rings = (id: string) => world.connect.ledger({ clientToken: id });

const call = ['--cli-input-json', 'file://examples/plain-call.json'];
const to = (scenario: Parameters<typeof numberOf>[0]) => ['--destination-phone-number', numberOf(scenario)];
/** A Saturday. */
const laterOn = '2030-06-15';

describe('ringonce preview', () => {
  it('says when, on the callee’s clock and in UTC, and starts nothing', async () => {
    const times = ['--not-before', `${laterOn}T06:00`, '--time-zone', 'America/New_York', '--calling-hours', 'us-tcpa'];
    expect(await run('preview', ...call, ...times)).toEqual({
      exitCode: 0,
      stderr: '',
      stdout:
        'It would be dialled Sat 15 Jun 2030 08:00 EDT (2030-06-15 12:00:00 UTC). Until then it waits for calling hours.\n',
    });
  });

  it('names the zone that a local time lacks, and hours that never open', async () => {
    expect(await run('preview', ...call, '--not-before', `${laterOn}T06:00`)).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining(
        '--not-before: has no time zone: add an offset such as -08:00, or give --time-zone',
      ) as string,
    });
    expect(await run('preview', ...call, '--not-before', `${laterOn} 06:00`)).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('--not-before: has a space between date and time: write a T there') as string,
    });
    expect(await run('preview', ...call, '--calling-hours', '{"weekly": {}}')).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining('--calling-hours: weekly: never opens') as string,
    });
    expect(await run('preview', ...call, '--expires-at', '2020-01-01T00:00:00Z')).toMatchObject({ exitCode: 1 });
  });
});

describe('a follow-up on the command line', () => {
  const later = ['--not-before', `${laterOn}T10:00`, '--time-zone', 'America/New_York'];

  it('waits, is listed and shown, rescheduled, paused, resumed, called now, cancelled', async () => {
    const id = 'callback-1';
    const started = await run('follow-up', id, ...call, ...to('busy'), ...later);
    // Asked in the midst of its first decision, it does not know yet what it waits for.
    const why = 'it is not due before Sat 15 Jun 2030 07:00 PDT \\(2030-06-15 14:00:00 UTC\\)';
    expect(started).toEqual({
      exitCode: 0,
      stderr: '',
      stdout: expect.stringMatching(new RegExp(`^${id}: waiting(: ${why})?\n$`)) as string,
    });
    const again = await run('follow-up', id, ...call, ...to('busy'), ...later);
    expect(again.stderr).toContain('in-progress');

    await expect
      .poll(async () => (await run('list', '--status', 'waiting', '--json')).stdout)
      .toMatch(
        new RegExp(
          `"workflowId":"${id}",.*"type":"followUp",.*"reason":"NOT_BEFORE","until":"2030-06-15T14:00:00.000Z"`,
        ),
      );
    const shown = await run('show', id);
    expect(shown.stdout).toMatch(
      /callback-1: \+1 206 ••• ••\d\d, due Sat 15 Jun 07:00 PDT, attempt 1 of \d\n[\s\S]*attempt +1 of \d\n +waits for +its time\n +until .*\n.*\n +time zones +\d{4}[a-z]\n/,
    );

    const moved = await run('reschedule', id, '--not-before', `${laterOn}T11:00`, '--time-zone', 'America/New_York');
    expect(moved.stdout).toContain('2030-06-15 15:00:00 UTC');
    expect((await run('pause', id)).stdout).toBe(`${id}: attempt 1, paused\n`);
    expect(await run('call-now', id)).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining('it is paused: resume it first') as string,
    });
    expect((await run('resume', id)).stdout).toContain(`${id}: attempt 1, waiting: it is not due before`);
    expect((await run('call-now', id)).stdout).toContain(`${id}: attempt 1, calling`);
    await expect.poll(async () => (await run('show', id)).stdout).toContain('the next attempt');
    expect(rings(`${id}.1`)).toHaveLength(1);

    expect((await run('cancel', id)).stdout).toBe(`${id}: ended; no further attempt\n`);
    expect((await run('show', id)).stdout).toMatch(/^callback-1: .*, busy after 3 s, cancelled after attempt 1\n/);
    expect(rings(`${id}.2`)).toEqual([]);
  }, 120_000);

  it('with --wait prints the result, and its exit code says whether the goal was reached', async () => {
    const reached = await run('follow-up', 'wait-1', ...call, ...to('answered'), '--wait');
    expect(reached.exitCode).toBe(0);
    expect(JSON.parse(reached.stdout)).toMatchObject({ ended: 'goal', attempts: [{ workflowId: 'wait-1.1' }] });

    const missed = await run('follow-up', 'wait-2', ...call, ...to('busy'), '--max-attempts', '1', '--wait');
    expect(missed).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('wait-2: BUSY') as string });
  });
});

describe('a call for later on the command line', () => {
  it('is refused today, not on the day', async () => {
    const args = [
      'start-outbound-voice-contact',
      ...call,
      '--calling-hours',
      '{"preset": "us-tcpa", "timeZone": "Mars/Olympus"}',
    ];
    expect(await run(...args)).toMatchObject({
      exitCode: 252,
      stderr: expect.stringContaining('--calling-hours: timeZone: is unknown') as string,
    });
  });

  it('is rescheduled to now with --clear', async () => {
    const id = 'later-cli-1';
    const started = await world.ringonce.start(id, aRequest({ DestinationPhoneNumber: numberOf('answered') }), {
      notBefore: `${laterOn}T10:00:00Z`,
    });
    expect(await run('reschedule', id)).toMatchObject({ exitCode: 2 });
    const moved = await run('reschedule', id, '--clear', 'not-before');
    expect(moved).toMatchObject({ exitCode: 0, stdout: `${id}: dialling\n` });
    expect(await started.result()).toMatchObject({ outcome: 'ANSWERED' });
    expect(await run('reschedule', id, '--clear', 'not-before')).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining('it has ended') as string,
    });
  });
});
