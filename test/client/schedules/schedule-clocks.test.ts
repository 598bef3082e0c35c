import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ScheduleDefinition, ScheduleView } from '../../../src/client/index.js';
import { firstDifference } from '../../../src/client/schedules/schedule-clocks.js';
import { ringonce, temporalSettings } from '../../cli/ringonce-process.js';
import { aRequest } from '../../support/requests.js';
import { startWorld, type World } from '../../support/world.js';

const hourMs = 3_600_000;

describe('the first time of the server that is none of ours', () => {
  const nine = Date.UTC(2027, 0, 4, 9);
  const days = (count: number, fromMs = nine) => Array.from({ length: count }, (_, day) => fromMs + day * 24 * hourMs);

  it.each([
    { rule: 'none: the same times', server: days(5), jitterMs: 0, difference: undefined },
    { rule: 'none: milliseconds', server: days(5, nine + 123), jitterMs: 0, difference: undefined },
    { rule: 'none: jitter', server: days(5, nine + 50_000), jitterMs: 60_000, difference: undefined },
    {
      rule: 'none: what ours does not reach',
      server: [...days(5), nine + 5 * 24 * hourMs],
      jitterMs: 0,
      difference: undefined,
    },
    {
      rule: 'none: the jitter of a time that had come before',
      server: [nine + 50_000, ...days(4, nine + 24 * hourMs)],
      jitterMs: 60_000,
      difference: undefined,
    },
    {
      rule: 'an hour late, when ours had come before: it was told as a day early',
      server: days(4, nine + hourMs),
      jitterMs: 0,
      difference: { serverMs: nine + hourMs, oursMs: nine },
    },
    {
      rule: 'an hour late from the third on',
      server: [...days(2), ...days(3, nine + 2 * 24 * hourMs + hourMs)],
      jitterMs: 0,
      difference: { serverMs: nine + 49 * hourMs, oursMs: nine + 48 * hourMs },
    },
    {
      rule: 'an hour early, with jitter',
      server: days(5, nine - hourMs + 1000),
      jitterMs: 60_000,
      difference: { serverMs: nine - hourMs + 1000, oursMs: nine },
    },
  ])('$rule', ({ server, jitterMs, difference }) => {
    expect(firstDifference({ ours: days(5), server, jitterMs })).toEqual(difference);
  });
});

/** A time zone that stands at UTC-8: a compiled file (RFC 8536) with a rule and nothing before it. */
function standingAtMinusEight(): Buffer {
  const header = (counts: readonly number[]): Buffer => {
    const block = Buffer.alloc(44);
    block.write('TZif2');
    // isutcnt, isstdcnt, leapcnt, timecnt, typecnt, charcnt
    counts.forEach((count, index) => block.writeInt32BE(count, 20 + 4 * index));
    return block;
  };
  const type = Buffer.alloc(6);
  type.writeInt32BE(-8 * 3600);
  const block = [header([0, 0, 0, 0, 1, 4]), type, Buffer.from('PST\0')];
  return Buffer.concat([...block, ...block, Buffer.from('\nPST8\n')]);
}

describe('a server whose time zones are older than the law', () => {
  let world: World;
  const directory = mkdtempSync(join(tmpdir(), 'ringonce-zones-'));
  beforeAll(async () => {
    mkdirSync(join(directory, 'America'));
    writeFileSync(join(directory, 'America', 'Vancouver'), standingAtMinusEight());
    const before = process.env['ZONEINFO'];
    process.env['ZONEINFO'] = directory;
    world = await startWorld();
    if (before === undefined) delete process.env['ZONEINFO'];
    else process.env['ZONEINFO'] = before;
  });
  afterAll(async () => {
    await world[Symbol.asyncDispose]();
    rmSync(directory, { recursive: true });
  });

  const aDefinition = (change: Partial<ScheduleDefinition>): ScheduleDefinition => ({
    request: aRequest(),
    timeZone: 'UTC',
    cron: '0 9 * * *',
    ...change,
  });
  const viewOf = async (id: string, change: Partial<ScheduleDefinition>) => {
    await world.ringonce.schedules.create(id, aDefinition(change));
    return await world.ringonce.schedules.view(id);
  };

  it.each([
    { id: 'vancouver', jitter: undefined },
    { id: 'vancouver-jitter', jitter: '60s' },
  ])('is told of with the zone, by how much, and the remedy: $id', async ({ id, jitter }) => {
    const { clockWarning } = await viewOf(id, {
      timeZone: 'America/Vancouver',
      ...(jitter === undefined ? {} : { jitter }),
    });
    expect(clockWarning).toMatch(/other clocks for America\/Vancouver .* 6[01] minutes too late, .*ZONEINFO/);
  });

  it('is told of by the command line, when the schedule is made and when it is shown', async () => {
    const schedule = (...args: string[]) => ringonce(['schedule', ...args], temporalSettings(world.server));
    const zone = ['--time-zone', 'america/vancouver'];
    const request = ['--cli-input-json', 'file://examples/plain-call.json'];

    const created = await schedule('create', 'morning', '--at', '09:00', ...zone, ...request);
    const [shown, json] = await Promise.all([schedule('show', 'morning'), schedule('show', 'morning', '--json')]);

    for (const { exitCode, stderr, stdout } of [created, shown]) {
      expect(stderr).toMatch(
        /^The Temporal server has other clocks for America\/Vancouver than ringonce \(time zones \d{4}[a-z]\): its run at \S+Z is 60 minutes too late, it should be at \S+Z\. Install newer tzdata .* ZONEINFO .*\n$/,
      );
      expect(exitCode).toBe(0);
      expect(stdout).toMatch(/^morning: recurring call .*\n {2}when {13}every day 09:00, America\/Vancouver\n/);
    }
    expect(`${(JSON.parse(json.stdout) as ScheduleView).clockWarning ?? ''}\n`).toBe(shown.stderr);
  });

  it('is not told of in a zone that it has right', async () => {
    const view = await viewOf('utc', {});
    expect(view.nextRuns).not.toEqual([]);
    expect(view.clockWarning).toBeUndefined();
  });

  it('is not told of for jitter', async () => {
    expect((await viewOf('jitter', { jitter: '30m' })).clockWarning).toBeUndefined();
  });

  it.each([
    { given: 'america/new_york', name: 'America/New_York' },
    { given: 'US/Pacific', name: 'America/Los_Angeles' },
  ])('gets the canonical name of $given', async ({ given, name }) => {
    const view = await viewOf(`zone-${name.toLowerCase().replace(/\W/g, '-')}`, { timeZone: given });
    expect(view.timeZone).toBe(name);
  });

  it('is not asked for a zone that does not exist', async () => {
    await expect(viewOf('nowhere', { timeZone: 'America/Nowhere' })).rejects.toThrow(/timeZone/);
  });
});
