import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ScheduleView } from '../../src/client/index.js';
import { startWorld, type World } from '../support/world.js';
import { ringonce, temporalSettings } from './ringonce-process.js';

let world: World;
beforeAll(async () => {
  world = await startWorld({ timeScale: 60 });
  await world.startWorker();
});
afterAll(() => world[Symbol.asyncDispose]());

const schedule = (...args: string[]) => ringonce(['schedule', ...args], temporalSettings(world.server));
const plainCall = ['--cli-input-json', 'file://examples/plain-call.json'];
const done = (stdout: string) => ({ exitCode: 0, stderr: '', stdout });

describe('ringonce schedule', () => {
  it('makes a schedule of days, times and dates, and tells what it will do', async () => {
    const times = ['--at', '09:00,14:30', '--on', 'sat-mon', '--skip', '2030-12-24,2030-12-25', '--jitter', '0s'];
    const limits = ['--expires-after', '30m', '--catch-up-window', '5m', '--overlap', 'buffer-one', '--note', 'winter'];
    const range = ['--start-at', '2030-12-20T00:00:00-05:00', '--end-at', '2031-01-31T00:00:00-05:00'];

    const made = await schedule(
      'create',
      'sale',
      ...plainCall,
      ...times,
      ...limits,
      ...range,
      '--time-zone',
      'America/New_York',
    );

    expect(made).toMatchObject({ exitCode: 0, stderr: '' });
    expect(made.stdout.split('\n').slice(0, 13)).toEqual([
      'sale: recurring call to +1 206 ••• ••00',
      '  when             Mon, Sat, Sun 09:00; Mon, Sat, Sun 14:30, America/New_York',
      '  skipped          2030-12-24, 2030-12-25',
      '  from             Fri 20 Dec 2030 00:00 EST  2030-12-20T05:00:00Z',
      '  until            Fri 31 Jan 2031 00:00 EST  2031-01-31T05:00:00Z',
      '  state            active: winter',
      '  overlap          buffer-one',
      '  catch-up window  5 minutes',
      '  expires after    30m',
      '  next             Sat 21 Dec 2030 09:00 EST  2030-12-21T14:00:00Z',
      '                   Sat 21 Dec 2030 14:30 EST  2030-12-21T19:30:00Z',
      '                   Sun 22 Dec 2030 09:00 EST  2030-12-22T14:00:00Z',
      '                   Sun 22 Dec 2030 14:30 EST  2030-12-22T19:30:00Z',
    ]);
    const again = await schedule('create', 'sale', ...plainCall, '--cron', '0 9 * * *', '--time-zone', 'UTC');
    expect(again).toMatchObject({ exitCode: 1, stdout: '' });
    expect(again.stderr).toMatch(/^error: The schedule sale exists; nothing was changed\./);
  });

  it('makes a recurring follow-up, paused', async () => {
    const plan = [
      '--plan',
      '{"maxAttempts": 3}',
      '--calling-hours',
      'us-tcpa',
      '--callee-time-zone',
      'America/New_York',
    ];
    const made = await schedule(
      'create',
      'chase',
      ...plainCall,
      ...plan,
      '--cron',
      '0 9 1 * *',
      '--time-zone',
      'Europe/Berlin',
      '--paused',
    );
    expect(made).toMatchObject({ exitCode: 0, stderr: '' });
    expect(made.stdout).toMatch(/^chase: recurring follow-up to \+1 206 ••• ••00\n/);
    expect(made.stdout).toContain('\n  state            paused\n');
    expect(made.stdout).toContain('\n  calling hours    us-tcpa, America/New_York\n');
    const { args } = (await world.ringonce.client.schedule.getHandle('chase').describe()).action;
    expect(args?.[1]).toEqual({ maxAttempts: 3, callingHours: { preset: 'us-tcpa', timeZone: 'America/New_York' } });
  });

  it('names every wrong member, and makes nothing', async () => {
    const wrong = await schedule(
      'create',
      'wrong',
      '--cron',
      '@daily',
      '--overlap',
      'terminate-other',
      '--jitter',
      '2h',
    );
    expect(wrong).toMatchObject({ exitCode: 1, stdout: '' });
    expect(wrong.stderr.match(/^ {2}--[\w-]+/gm)?.map((option) => option.trim())).toEqual([
      ...['--time-zone', '--overlap', '--destination-phone-number', '--contact-flow-id', '--instance-id'],
      ...['--source-phone-number', '--jitter', '--cron'],
    ]);
    expect(await schedule('show', 'wrong')).toMatchObject({ exitCode: 1, stdout: '' });
  });

  it.each([
    { rule: 'a day that is none', args: ['create', 'x', '--at', '09:00', '--on', 'someday'] },
    { rule: 'days without times', args: ['create', 'x', '--on', 'mon'] },
    { rule: 'a plan that is no object', args: ['create', 'x', '--plan', '[]'] },
    { rule: 'no ID', args: ['show'] },
    { rule: 'an unknown command', args: ['frobnicate', 'x'] },
    { rule: 'no command', args: [] },
  ])('takes $rule for wrong usage', async ({ args }) => {
    expect(await schedule(...args)).toMatchObject({ exitCode: 2, stdout: '' });
  });

  it('pauses, triggers, resumes, lists, deletes', async () => {
    const zone = ['--time-zone', 'Europe/London'];
    await schedule('create', 'care', ...plainCall, '--cron', '0 * * * *', ...zone, '--expires-after', '10m');

    expect(await schedule('pause', 'care', '--note', 'office closed')).toEqual(done('care: paused\n'));
    const triggered = await schedule('trigger', 'care');
    const run = /started (\S+); for its state run ringonce show \1\n$/.exec(triggered.stdout)?.[1] ?? '';
    expect(run).toMatch(/^care-/);
    await expect.poll(() => world.connect.ledger({ clientToken: run }).length).toBe(1);

    const shown = await schedule('show', 'care');
    expect(shown.stdout).toContain('\n  state            paused: office closed\n');
    expect(shown.stdout).toContain(`${run}  started `);
    const view = JSON.parse((await schedule('show', 'care', '--json')).stdout) as ScheduleView;
    expect(view).toMatchObject({ scheduleId: 'care', isPaused: true, timeZone: 'Europe/London' });

    expect(await schedule('resume', 'care')).toEqual(done('care: active\n'));
    const isListed = async () =>
      /^care +call +0 \* \* \* \*, Europe\/London +active +\w/m.test((await schedule('list')).stdout);
    await expect.poll(isListed).toBe(true);
    expect(await schedule('delete', 'care')).toEqual(done('care: deleted\n'));
    expect(await schedule('trigger', 'care')).toEqual({
      exitCode: 1,
      stdout: '',
      stderr:
        'error: No schedule of calls has the ID care. "ringonce schedule list" shows those that exist.\nSee docs/errors.md#schedule_not_found\n',
    });
  });
});
