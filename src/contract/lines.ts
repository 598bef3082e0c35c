import type { PausedActivity } from './call-view.js';
import { parseWith, type Parsed } from './issues.js';
import { linePoolId, taskQueues, type lineSignals } from './names.js';
import { object, optional, ruled, wholeNumber } from './shapes.js';

/** How a pool is started, by whoever finds none. */
export const linePoolStart = (InstanceId: string) =>
  ({
    workflowId: linePoolId(InstanceId),
    taskQueue: taskQueues.calls,
    args: [InstanceId],
    staticSummary: `Lines of Amazon Connect instance ${InstanceId}`,
    // Calls wait for it.
    priority: { priorityKey: 1 },
  }) as const;

/** How many calls an instance may hold at once; ringonce leaves the reserve to others, inbound calls above all. */
export interface LineSettings {
  /** The instance's quota of concurrent active calls; Amazon Connect's default is 10. */
  readonly lines: number | 'unlimited';
  /** How many of them are never lent. */
  readonly reserve: number;
}

/** @see https://docs.aws.amazon.com/connect/latest/adminguide/amazon-connect-service-limits.html */
export const defaultLineSettings: LineSettings = { lines: 10, reserve: 0 };

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

/** What a call sends to the pool of its instance. */
export interface LineRequest {
  /** Workflow ID of the call. */
  readonly callId: string;
  /** Chosen by the call at random: tells the answers to this request from those to an earlier one, also of a run that was reset. */
  readonly requestId: string;
  readonly priority: number;
  readonly fairnessKey?: string;
  readonly fairnessWeight?: number;
  /** Epoch milliseconds: a line that comes later is of no use. */
  readonly untilMs: number;
}

/** What a call, or who watches, sends when a request or a line is not needed any more. */
export interface LineReturn {
  readonly callId: string;
  readonly requestId: string;
}

/** A call's message to the pool, by the name of its signal. */
export type LineMessage =
  | { readonly signal: typeof lineSignals.ask; readonly message: LineRequest }
  | { readonly signal: typeof lineSignals.giveBack; readonly message: LineReturn };

/** What the pool answers. */
export type LineAnswer = { readonly requestId: string } & (
  | { readonly is: 'granted' }
  /** All lines are lent: it is in the queue, and the next answer comes by itself. */
  | { readonly is: 'queued'; readonly busy: number; readonly ahead: number }
  /** Its `untilMs` came first; it is not in the queue any more. */
  | { readonly is: 'too-late' }
  /** The queue is full: ask again then, epoch milliseconds. */
  | { readonly is: 'come-back'; readonly atMs: number }
);

/** An answer on its way to a call. */
export interface AddressedAnswer {
  readonly callId: string;
  readonly answer: LineAnswer;
}

/** A line that is lent. */
export interface LentLine extends LineReturn {
  readonly sinceMs: number;
}

/** How the lines of an instance are used. Instants are ISO 8601 in UTC. */
export interface LinesView {
  readonly lines: number | 'unlimited';
  readonly reserve: number;
  readonly busy: number;
  readonly waiting: number;
  /** Since when the call has waited that has waited longest. */
  readonly oldestWaitsSince?: string;
  /** How many wait, by priority. */
  readonly waitingByPriority: Readonly<Record<string, number>>;
  /** The calls that have a line, the oldest first. */
  readonly lent: readonly LineHolder[];
  /** Set while the pool does not lend: why. */
  readonly notLending?: string;
}

/** A call that has a line. */
export interface LineHolder {
  readonly callId: string;
  /** ISO 8601. */
  readonly since: string;
  /** Somebody has paused what the call is doing. From the client only. */
  readonly paused?: PausedActivity;
}

/** All that a pool knows, as small as it can be written: thousands wait, and a workflow's input is limited to 2 MB. */
export interface LinePoolState {
  readonly settings: LineSettings;
  readonly lent: readonly LentLine[];
  /** The queue, lane by lane, each in its order. */
  readonly lanes: readonly LaneState[];
  /** Answers that are not sent, or not for certain: calls do not mind to hear one twice. */
  readonly answers: readonly AddressedAnswer[];
  /** Epoch milliseconds: when the last call that found the queue full is to come back. */
  readonly lastComeBackMs: number;
  /** Mean milliseconds between two grants, lately. */
  readonly grantEveryMs: number;
}

/** What earlier pools of an instance have left. */
export interface RecoveredLines {
  /** Null: there was none, or none that has lent. */
  readonly state: LinePoolState | null;
  /** That came to pools which were ended before they had begun to lend, in their order. */
  readonly messages: readonly LineMessage[];
}

/** The calls of one priority. */
export interface LaneState {
  readonly priority: number;
  /** Fairness: how far the lane's turns have come. */
  readonly clock: number;
  readonly keys: readonly KeyState[];
}

/** The calls of one fairness key in a lane. */
export interface KeyState {
  /** `''`: calls without one. */
  readonly key: string;
  /** From where on the lane's clock its next turn counts. */
  readonly next: number;
  readonly waiting: readonly WaitingState[];
}

/** callId, requestId, weight, since when and until when it waits (epoch milliseconds), whether it was told so. */
export type WaitingState = readonly [string, string, number, number, number, 0 | 1];
