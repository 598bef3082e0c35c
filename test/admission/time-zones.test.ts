import { readFileSync } from 'node:fs';
import { holidayVersion, numberVersion, takenOn, timeZoneVersion } from '../../src/admission/data/versions.js';
import { describe, expect, it } from 'vitest';
import { answerAdmission } from '../../src/admission/answer-admission.js';
import { canonicalTimeZone } from '../../src/admission/time-zones.js';
import { instantOfLocalTime, isTimeZone, onCalleesClock, evenClocks } from '../../src/admission/wall-clock.js';
import { olderThanRuntime } from '../../src/admission/data-versions.js';
import { packedVersion, packedZones } from '../support/slow-calendar.js';

const hourMs = 3_600_000;
const offsetHours = (timeZone: string, at: string): number | undefined => {
  const [clock] = evenClocks(timeZone, Date.parse(at), Date.parse(at) + 1);
  return clock && clock.offsetMs / hourMs;
};

describe('the clocks of the law, whatever the runtime believes', () => {
  it.each([
    { timeZone: 'America/Vancouver', at: '2026-12-16T12:00:00Z', hours: -7 },
    { timeZone: 'America/Edmonton', at: '2026-12-16T12:00:00Z', hours: -6 },
    { timeZone: 'America/Winnipeg', at: '2026-12-16T12:00:00Z', hours: -5 },
    { timeZone: 'America/Inuvik', at: '2026-12-16T12:00:00Z', hours: -6 },
    { timeZone: 'America/Regina', at: '2026-12-16T12:00:00Z', hours: -6 },
    { timeZone: 'Africa/Casablanca', at: '2026-12-16T12:00:00Z', hours: 0 },
    { timeZone: 'America/Asuncion', at: '2026-07-01T12:00:00Z', hours: -3 },
  ])('$timeZone is at UTC$hours at $at', ({ timeZone, at, hours }) => {
    expect(offsetHours(timeZone, at)).toBe(hours);
  });

  it('Vancouver is not dialled at 22:15, which older data call 21:15', () => {
    const answer = answerAdmission({
      nowMs: Date.parse('2026-12-02T05:15:00Z'),
      times: { callingHours: { preset: 'canada', timeZone: 'America/Vancouver' } },
      dialLimitMs: 60_000,
      DestinationPhoneNumber: '+16045550100',
    });
    expect(answer).toMatchObject({
      is: 'wait',
      untilMs: Date.parse('2026-12-02T16:00:00Z'),
      inWords: 'Wed 2 Dec 2026 09:00 MST',
    });
  });
});

it('every zone of the same release, packed by others, has the same changes until 2100', () => {
  expect(packedVersion).toBe(timeZoneVersion);
  const [fromMs, untilMs] = [Date.UTC(2000, 0, 1), Date.UTC(2100, 11, 1)];
  const names = [...packedZones.keys()];
  expect(names.length).toBeGreaterThan(550);
  expect(names.filter((name) => !isTimeZone(name))).toEqual([]);
  const ours = names.map((name) => [name, changesOf(evenClocks(name, fromMs, untilMs))]);
  const theirs = names.map((name) => [name, changesOf(packedClocks(name, fromMs, untilMs))]);
  expect(ours).toEqual(theirs);
});

interface Clock {
  readonly fromMs: number;
  readonly offsetMs: number;
}

/** Where the offset changes; a change of the abbreviation alone is none. */
function changesOf(clocks: Iterable<Clock>): string[] {
  const changes: string[] = [];
  let lastMs: number | undefined;
  for (const { fromMs, offsetMs } of clocks) {
    if (offsetMs !== lastMs) changes.push(`${new Date(fromMs).toISOString()} ${offsetMs / 60_000}`);
    lastMs = offsetMs;
  }
  return changes;
}

function packedClocks(name: string, fromMs: number, untilMs: number): Clock[] {
  const { untils = [], offsets = [] } = packedZones.get(name) ?? {};
  return offsets.flatMap((westMinutes, index) => {
    const startMs = Math.max(fromMs, index === 0 ? -Infinity : (untils[index - 1] ?? -Infinity));
    const endMs = Math.min(untilMs, untils[index] ?? Infinity);
    return startMs < endMs ? [{ fromMs: startMs, offsetMs: -westMinutes * 60_000 || 0 }] : [];
  });
}

it('a clock shows the new time at the very instant of its change', () => {
  const changeMs = Date.parse('2026-11-01T09:00:00Z');
  const shown = [changeMs - 1, changeMs].map((ms) => onCalleesClock(ms, 'America/Los_Angeles'));
  expect(shown).toEqual(['Sun 1 Nov 2026 01:59 PDT', 'Sun 1 Nov 2026 01:00 PST']);
});

describe('after 2037, where other data end, the rules go on', () => {
  it.each([
    { timeZone: 'America/New_York', at: '2050-07-01T12:00:00Z', hours: -4 },
    { timeZone: 'America/New_York', at: '2050-12-01T12:00:00Z', hours: -5 },
    { timeZone: 'Europe/Dublin', at: '2099-07-01T12:00:00Z', hours: 1 },
    { timeZone: 'Australia/Lord_Howe', at: '2050-01-15T12:00:00Z', hours: 11 },
    { timeZone: 'America/Vancouver', at: '2050-12-01T12:00:00Z', hours: -7 },
    // Ramadan is foretold until 2086; then a plain rule.
    { timeZone: 'Asia/Gaza', at: '2100-07-01T12:00:00Z', hours: 3 },
  ])('$timeZone at $at', ({ timeZone, at, hours }) => {
    expect(offsetHours(timeZone, at)).toBe(hours);
  });
});

describe('names of time zones', () => {
  it.each([
    { name: 'america/new_york', canonical: 'America/New_York' },
    { name: 'US/Pacific', canonical: 'America/Los_Angeles' },
    { name: 'Asia/Calcutta', canonical: 'Asia/Kolkata' },
    { name: 'europe/kiev', canonical: 'Europe/Kyiv' },
    // Shares its clock with Berlin, but is a country’s own zone.
    { name: 'Europe/Oslo', canonical: 'Europe/Oslo' },
    { name: 'utc', canonical: 'UTC' },
    { name: 'Etc/GMT+5', canonical: 'Etc/GMT+5' },
  ])('$name is $canonical', ({ name, canonical }) => {
    expect(canonicalTimeZone(name)).toBe(canonical);
    expect(isTimeZone(canonical)).toBe(true);
  });

  it.each(['America/Nowhere', 'constructor', '', 'Factory', 'America'])('%s is none', (name) => {
    expect([isTimeZone(name), canonicalTimeZone(name)]).toEqual([false, undefined]);
  });
});

describe('instantOfLocalTime', () => {
  it.each([
    { local: '2026-11-25T10:00', timeZone: 'America/New_York', instant: '2026-11-25T15:00:00.000Z' },
    { local: '2026-11-25T10:00:30', timeZone: 'america/new_york', instant: '2026-11-25T15:00:30.000Z' },
    // Shown twice: the first. Skipped: as far past the gap.
    { local: '2026-11-01T01:30', timeZone: 'America/New_York', instant: '2026-11-01T05:30:00.000Z' },
    { local: '2026-03-08T02:30', timeZone: 'America/New_York', instant: '2026-03-08T07:30:00.000Z' },
    { local: '2011-12-30T12:00', timeZone: 'Pacific/Apia', instant: '2011-12-30T22:00:00.000Z' },
    { local: '2026-12-02T09:00', timeZone: 'America/Vancouver', instant: '2026-12-02T16:00:00.000Z' },
    { local: '2026-02-30T10:00', timeZone: 'UTC', instant: undefined },
    { local: '2026-02-28T24:00', timeZone: 'UTC', instant: undefined },
    { local: '2026-02-28', timeZone: 'UTC', instant: undefined },
    { local: '2026-02-28T10:00', timeZone: 'America/Nowhere', instant: undefined },
  ])('$local in $timeZone', ({ local, timeZone, instant }) => {
    const atMs = instantOfLocalTime(local, timeZone);
    expect(atMs === undefined ? undefined : new Date(atMs).toISOString()).toBe(instant);
  });
});

it.each([
  { runtime: '2027a', isTold: true },
  { runtime: timeZoneVersion, isTold: false },
  { runtime: '2025c', isTold: false },
])('that Node has $runtime is told: $isTold', ({ runtime, isTold }) => {
  const told = olderThanRuntime(runtime);
  expect(told !== undefined).toBe(isTold);
  if (isTold) expect(told).toContain(`(2027a) than ringonce (${timeZoneVersion})`);
});

/** By the changelog's date, not by the clock: an old version that is built again stays right. */
function releasedWith(changelog: string): string | undefined {
  const [, date] = /^## \d+\.\d+\.\d+ \((.+)\)/m.exec(changelog) ?? [];
  return date === 'unreleased' ? undefined : date;
}

const ageDays = (released: string, taken: string): number => (Date.parse(released) - Date.parse(taken)) / 86_400_000;

it('what is released has data that were the newest within a year before', () => {
  const changelog = readFileSync(new URL('../../CHANGELOG.md', import.meta.url), 'utf8');
  expect(ageDays(releasedWith(changelog) ?? takenOn, takenOn)).toBeLessThan(366);
});

it('the guide names the releases that the data are made from', () => {
  const guide = readFileSync(new URL('../../docs/clock-and-calendar.md', import.meta.url), 'utf8');
  const named = [` ${timeZoneVersion};`, `libphonenumber ${numberVersion} `, `\`holidays\` ${holidayVersion} `];
  expect(named.filter((text) => !guide.includes(text))).toEqual([]);
});

it('a release whose data are older would fail', () => {
  const released = releasedWith('# Changelog\n\n## 9.9.9 (2028-01-01)\n\n## 9.9.8 (2026-01-01)\n');
  expect(ageDays(released ?? '', '2026-11-28')).toBeGreaterThan(366);
  expect(releasedWith('# Changelog\n\n## 9.9.9 (unreleased)\n')).toBeUndefined();
});
