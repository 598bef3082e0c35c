import { isGrpcServiceError, type Client, type ScheduleDescription } from '@temporalio/client';
import { msToTs, tsToMs } from '@temporalio/common/lib/time.js';
import { timeZoneVersion } from '../../admission/data/versions.js';
import type { DueTimes } from '../../admission/matching-times.js';
import { dueTimesOf } from './temporal-calendars.js';

/** A year of a schedule that is due twice a day. */
const maxTimes = 750;
const yearMs = 366 * 86_400_000;
/** What had come an hour ago by our clocks may come now by the server's. Clocks are moved by 2 hours at most. */
const earlierMs = 2 * 3_600_000;
/** Times of the server have milliseconds that nobody asked for. */
const slackMs = 1000;

/**
 * A schedule's times are the server's, by the time zones of its machine, which may be older than the law. In words where they differ from
 * ours within a year, or within the next 750 times.
 *
 * @returns undefined when they are the same, or cannot be compared: another program gave the schedule intervals, or a zone of its own
 */
export async function clockWarning(client: Client, description: ScheduleDescription): Promise<string | undefined> {
  const due = dueTimesOf(description);
  const { isTimeZone } = await import('../../admission/wall-clock.js');
  if (due === undefined || !isTimeZone(due.timeZone)) return undefined;
  const { spec } = description;
  const jitterMs = spec.jitter ?? 0;
  const startMs = spec.startAt?.getTime() ?? 0;
  const fromMs = Math.max(Date.now(), startMs);
  const untilMs = Math.min(fromMs + yearMs, spec.endAt?.getTime() ?? Infinity);
  const came = await ourTimes(due, { fromMs: Math.max(startMs, fromMs - earlierMs - jitterMs), untilMs: fromMs });
  const ours = await ourTimes(due, { fromMs, untilMs });
  const lastMs = ours.length < maxTimes ? untilMs : (ours.at(-1) ?? untilMs);
  const server = await serverTimes(client, description, { fromMs, untilMs: lastMs + jitterMs });
  const difference = firstDifference({ ours: [...came, ...ours], server, jitterMs });
  return difference === undefined ? undefined : inWords(due.timeZone, difference);
}

interface Range {
  readonly fromMs: number;
  readonly untilMs: number;
}

async function ourTimes(due: DueTimes, { fromMs, untilMs }: Range): Promise<number[]> {
  const { matchingTimes } = await import('../../admission/matching-times.js');
  const times: number[] = [];
  for (const atMs of matchingTimes(due, fromMs, untilMs)) {
    if (times.push(atMs) === maxTimes) break;
  }
  return times;
}

async function serverTimes(client: Client, { scheduleId, info }: ScheduleDescription, range: Range): Promise<number[]> {
  try {
    const { startTime } = await client.workflowService.listScheduleMatchingTimes({
      namespace: client.options.namespace,
      scheduleId,
      startTime: msToTs(range.fromMs),
      endTime: msToTs(range.untilMs),
    });
    return startTime.map((time) => tsToMs(time));
  } catch (error) {
    // A server that does not offer this, or not to us, has told of the next ten.
    if (!isGrpcServiceError(error)) throw error;
    return info.nextActionTimes.map((time) => time.getTime());
  }
}

interface Times {
  /** Those that came shortly before the server's first one too. */
  readonly ours: readonly number[];
  readonly server: readonly number[];
  readonly jitterMs: number;
}

export interface ClockDifference {
  readonly serverMs: number;
  /** The nearest that it should be. */
  readonly oursMs: number;
}

/** The first time of the server that is none of ours, its jitter apart. What it has after our last one is none. */
export function firstDifference({ ours, server, jitterMs }: Times): ClockDifference | undefined {
  const lastMs = ours.at(-1);
  if (lastMs === undefined) return undefined;
  for (const serverMs of server) {
    if (serverMs > lastMs + jitterMs + slackMs) continue;
    if (ours.some((oursMs) => serverMs >= oursMs - slackMs && serverMs <= oursMs + jitterMs + slackMs)) continue;
    const away = (oursMs: number) => Math.abs(serverMs - oursMs);
    return { serverMs, oursMs: ours.reduce((best, oursMs) => (away(oursMs) < away(best) ? oursMs : best)) };
  }
  return undefined;
}

function inWords(timeZone: string, { serverMs, oursMs }: ClockDifference): string {
  const minutes = Math.round((serverMs - oursMs) / 60_000);
  const [server, ours] = [serverMs, oursMs].map((ms) => `${new Date(ms).toISOString().slice(0, 16)}Z`);
  return (
    `The Temporal server has other clocks for ${timeZone} than ringonce (time zones ${timeZoneVersion}): ` +
    `its run at ${server ?? ''} is ${Math.abs(minutes)} minutes too ${minutes > 0 ? 'late' : 'early'}, it should be at ${ours ?? ''}. ` +
    'Install newer tzdata on the machine of the server and restart it, or start it with ZONEINFO set to a directory of newer time zones.'
  );
}
