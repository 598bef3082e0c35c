import type { PausedActivity } from './call-view.js';
import { parseWith, type Parsed } from './issues.js';
import { object, optional, ruled, wholeNumber } from './shapes.js';

/** Memo of the workflow: how many lines there are. The dialler and whoever shows the lines read it, which needs no worker. */
export const linesMemo = 'lines';

/** How many calls an instance may hold at once; ringonce leaves the reserve to others, inbound calls above all. */
export interface LineSettings {
  /** The instance's quota of concurrent active calls; Amazon Connect's default is 10. */
  readonly lines: number | 'unlimited';
  /** How many of them calls of ringonce never take. */
  readonly reserve: number;
}

/** @see https://docs.aws.amazon.com/connect/latest/adminguide/amazon-connect-service-limits.html */
export const defaultLineSettings: LineSettings = { lines: 10, reserve: 0 };

/** How many lines the memo of their workflow says there are. */
export const settingsInMemo = (memo: Record<string, unknown> | undefined): LineSettings =>
  (memo?.[linesMemo] as LineSettings | undefined) ?? defaultLineSettings;

/** More than any instance has; a slip of the finger is found here. */
const maxLines = 100_000;

const createLineSettingsSchema = () =>
  object({
    lines: optional(
      ruled<number | 'unlimited'>({}, (value, fail) => {
        const isNumber = typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= maxLines;
        if (value !== 'unlimited' && !isNumber) fail(`must be a whole number, 0 to ${maxLines}, or "unlimited"`);
      }),
    ),
    reserve: optional(wholeNumber({ minimum: 0, maximum: maxLines })),
  });

/** The settings after a change; members left out stay as they are. With 0 lines nothing is dialled. */
export function resizedLines(settings: LineSettings, change: unknown): Parsed<LineSettings> {
  const parsed = parseWith(createLineSettingsSchema(), change);
  if (!parsed.ok) return parsed;
  if (Object.keys(parsed.value).length === 0)
    return { ok: false, issues: [{ member: '', message: 'must give lines, reserve or both' }] };
  const { lines = settings.lines, reserve = settings.reserve } = parsed.value;
  if (lines !== 'unlimited' && lines > 0 && reserve >= lines) {
    const isNew = parsed.value.reserve !== undefined;
    const message = isNew
      ? `must be less than the ${lines} lines; with 0 lines nothing is dialled`
      : `must be more than the ${reserve} that are in reserve, or change the reserve as well; with 0 lines nothing is dialled`;
    return { ok: false, issues: [{ member: isNew ? 'reserve' : 'lines', message }] };
  }
  return { ok: true, value: { lines, reserve } };
}

/** A call that has a line, as the dialler's heartbeat keeps it: whoever takes over begins with these. */
export interface HeldLine {
  readonly callId: string;
  /** Epoch milliseconds: when it got the line. */
  readonly sinceMs: number;
  /** Missing: Amazon Connect has not answered its dial yet, or the answer was lost. */
  readonly ContactId?: string;
}

/** Details of the dialler's heartbeat. */
export interface HeldLines {
  readonly held: readonly HeldLine[];
  /** By which it dials now; missing at its beginning. */
  readonly settings?: LineSettings;
}

/** How the lines of an instance are used. Instants are ISO 8601 in UTC. */
export interface LinesView {
  readonly lines: number | 'unlimited';
  readonly reserve: number;
  /** How many calls have a line. */
  readonly busy: number;
  /** How many wait for a line or for their turn under the rate, about: the server counts anew every 5 seconds, without those it hands out. */
  readonly waiting: number;
  /** Since when the call has waited that has waited longest, about. */
  readonly oldestWaitsSince?: string;
  /** How many wait, by priority, where the server tells. */
  readonly waitingByPriority: Readonly<Record<string, number>>;
  /** The calls that have a line, the oldest first. */
  readonly calls: readonly LineHolder[];
  /** Set while calls get no lines: why. */
  readonly notDialling?: string;
}

/** A call that has a line. */
export interface LineHolder {
  readonly callId: string;
  /** ISO 8601. */
  readonly since: string;
  readonly ContactId?: string;
  /** Set while what the call is doing is paused. */
  readonly paused?: PausedActivity;
}

/** What a call's workflow tells its worker, at no cost in its history. */
export type LineSinks = {
  readonly lines: {
    /** A dial is about to wait for a line of the instance. */
    needed(InstanceId: string): void;
  };
};
