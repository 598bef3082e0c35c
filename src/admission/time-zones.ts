import { zoneRules } from './data/zone-rules.js';
import { changesOfYear, parsePosixRule, type ClockChange, type ClockState } from './posix-rule.js';

/** A zone's clock from 2000 to 2101: its changes in order, the first at the beginning of time. */
export type ZoneClock = readonly [ClockChange, ...ClockChange[]];

/** A zone's name in the spelling of IANA, names that stand for another one replaced: `us/pacific` is `America/Los_Angeles`. */
export function canonicalTimeZone(name: string): string | undefined {
  return zones().get(name.toLowerCase())?.canonical;
}

/** The clock of a zone, by any of its names, in capitals or not; undefined: there is none. */
export function zoneClock(name: string): ZoneClock | undefined {
  const zone = zones().get(name.toLowerCase());
  return zone === undefined ? undefined : (clocks[zone.line] ??= parseClock(lines[zone.line] ?? ''));
}

interface Zone {
  readonly canonical: string;
  /** Index in `lines`. */
  readonly line: number;
}

let lines: readonly string[] = [];
/** By line: zones that share a line share a clock. */
const clocks: ZoneClock[] = [];
let known: ReadonlyMap<string, Zone> | undefined;

/** By their names in small letters. Made when they are first asked for: most programs never do. */
function zones(): ReadonlyMap<string, Zone> {
  if (known !== undefined) return known;
  const names = new Map<string, Zone>();
  lines = zoneRules.split('\n');
  lines.forEach((text, line) => {
    for (const entry of text.slice(0, text.indexOf('|')).split(' ')) {
      const [name = '', canonical = name] = entry.split('>');
      names.set(name.toLowerCase(), { canonical, line });
    }
  });
  known = names;
  return names;
}

const minuteMs = 60_000;
const firstYear = 2000;
/** Where Temporal ends its schedules; past it the clock stands. */
const lastYear = 2101;

/** A line is `names|offset abbreviation|minutes since the last change:offset abbreviation,…|POSIX rule`; see tools/callee-data. */
function parseClock(line: string): ZoneClock {
  const [, first = '', later = '', rule = ''] = line.split('|');
  const changes: [ClockChange, ...ClockChange[]] = [{ ...stateOf(first), atMs: -Infinity }];
  let atMs = Date.UTC(firstYear, 0, 1);
  for (const text of later === '' ? [] : later.split(',')) {
    const [minutes = '', state = ''] = text.split(':');
    atMs += parseInt(minutes, 36) * minuteMs;
    changes.push({ ...stateOf(state), atMs });
  }
  // The rule goes on where the changes end, which may be long before 2000.
  const lastChangeMs = later === '' ? -Infinity : atMs;
  const posix = parsePosixRule(rule);
  for (let year = later === '' ? firstYear - 1 : new Date(atMs).getUTCFullYear(); year <= lastYear; year++) {
    changes.push(...changesOfYear(posix, year).filter(({ atMs }) => atMs > lastChangeMs));
  }
  return changes;
}

function stateOf(text: string): ClockState {
  const [minutes = '', abbreviation = ''] = text.split(' ');
  return { offsetMs: Number(minutes) * minuteMs, abbreviation };
}

/** Index of the change that holds at an instant: the last one at or before it. */
export function changeAt(clock: ZoneClock, atMs: number): number {
  let [low, high] = [0, clock.length - 1];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((clock[middle]?.atMs ?? Infinity) <= atMs) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** What a zone's clock shows at an instant. */
export const clockStateAt = (clock: ZoneClock, atMs: number): ClockState => clock[changeAt(clock, atMs)] ?? clock[0];
