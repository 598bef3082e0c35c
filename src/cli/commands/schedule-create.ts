import { Command } from 'commander';
import { InvalidRequestError, type FollowUpPlan, type ScheduleDefinition } from '../../client/index.js';
import { parseSchedule } from '../../client/schedules/schedule-definition.js';
import { weekdays } from '../../contract/calling-hours.js';
import { argumentDocument, argumentObject, durationArgument, given } from '../arguments.js';
import {
  hoursOptionsOf,
  urgencyOf,
  withHoursOptions,
  withUrgencyOptions,
  type HoursOptions,
  type UrgencyOptions,
} from '../call-options.js';
import { UsageError } from '../errors.js';
import { requestOf, withRequestOptions } from '../request-arguments.js';
import { printSchedule } from '../schedule-words.js';
import { ringonceOf, withTemporalOptions, type TemporalOptions } from '../temporal-options.js';

export function createCommand(): Command {
  const command = new Command('create')
    .description('Create a recurring call, or a recurring follow-up')
    .usage('<id> --cron … | --at … --time-zone … --destination-phone-number … [options]')
    .argument('<id>', 'ID of the schedule; each run appends its time to it')
    .option('--at <times>', 'times of the day: 09:00,14:30')
    .option('--on <days>', 'days of the week for --at: mon,wed or mon-fri (default: every day)')
    .option('--cron <expression>', 'instead of --at: minute, hour, day of the month, month, day of the week')
    .option('--time-zone <zone>', 'IANA time zone of the times and of --skip [required]')
    .option('--skip <dates>', 'dates without a run: 2026-12-24,2026-12-25')
    .option('--start-at <instant>', 'no run before: 2026-12-01T00:00:00-05:00')
    .option('--end-at <instant>', 'no run after')
    .option('--jitter <duration>', 'start each run at random up to this much later: 60s')
    .option(
      '--overlap <policy>',
      'if the run before is still in progress: skip (default), buffer-one, buffer-all, cancel-other, allow-all',
    )
    .option('--catch-up-window <duration>', 'how late the server may start a run that it missed (default: 10m)')
    .option('--plan <json>', 'make each run a follow-up, by this plan: {"maxAttempts": 3}')
    .option('--note <text>', 'shown with the schedule, also in the Temporal UI; never encrypted')
    .option('--paused', 'create it paused: no run begins until it is resumed', false);
  return withTemporalOptions(withUrgencyOptions(withHoursOptions(withRequestOptions(command))))
    .addHelpText('after', help)
    .action(async (id: string, options: Options) => {
      const definition = await definitionOf(options);
      // First, because it needs no server.
      const parsed = parseSchedule(id, definition);
      if (!parsed.ok) throw new InvalidRequestError(parsed.issues);
      await using ringonce = await ringonceOf(options);
      await ringonce.schedules.create(id, definition);
      printSchedule(await ringonce.schedules.view(id));
    });
}

const help = `
A call that cannot be dialled within an hour of its time is not dialled at all, unless --expires-after or --calling-hours is given.
When clocks change, a time that they skip has no run, and a time that they show twice has two.
A cron time must match both the day of the month and the day of the week.
A schedule cannot be changed: delete it and create it again. A time that has had its run gets no other.

Example:
  $ ringonce schedule create reminder-4711 --cli-input-json file://examples/plain-call.json \\
      --at 09:00 --on mon-fri --time-zone America/New_York --skip 2026-12-24,2026-12-25 --expires-after 30m

Exit codes: 0 created, 1 not created (the message says why), 2 wrong usage`;

interface Options extends TemporalOptions, HoursOptions, UrgencyOptions {
  readonly at?: string;
  readonly on?: string;
  readonly cron?: string;
  readonly timeZone?: string;
  readonly skip?: string;
  readonly startAt?: string;
  readonly endAt?: string;
  readonly jitter?: string;
  readonly overlap?: string;
  readonly catchUpWindow?: string;
  readonly plan?: string;
  readonly note?: string;
  readonly paused: boolean;
}

/** What the command line gives; valid or not is decided by the client. */
async function definitionOf(options: Options): Promise<ScheduleDefinition> {
  const { at, on, skip, overlap, plan, cron, timeZone, startAt, endAt, jitter, catchUpWindow, note, paused } = options;
  if (on !== undefined && at === undefined) throw new UsageError('--on has no effect without --at.');
  const hours = hoursOptionsOf(options);
  const urgency = urgencyOf(options);
  const followUpPlan = plan === undefined ? undefined : (argumentObject('plan', plan) as FollowUpPlan);
  return given({
    request: (await requestOf({ ...options })).request,
    cron,
    timeZone,
    startAt,
    endAt,
    jitter: jitter && durationArgument(jitter),
    catchUpWindow: catchUpWindow && durationArgument(catchUpWindow),
    note,
    calendars: at === undefined ? undefined : [{ at: listed('at', at), ...given({ on: on && daysOf(on) }) }],
    skip: skip && listed('skip', skip),
    overlap: overlap?.toUpperCase().replaceAll('-', '_'),
    options: followUpPlan === undefined ? unlessEmpty({ ...hours, ...urgency }) : undefined,
    plan: followUpPlan && {
      ...followUpPlan,
      ...hours,
      ...given({ call: unlessEmpty({ ...followUpPlan.call, ...urgency }) }),
    },
    paused: paused || undefined,
  }) as ScheduleDefinition;
}

const unlessEmpty = <T extends object>(members: T): T | undefined =>
  Object.keys(members).length === 0 ? undefined : members;

const listed = (option: string, given: string): string[] =>
  argumentDocument(option, given)
    .split(/[\s,]+/)
    .filter((part) => part !== '');

/** `mon,thursday` and `mon-fri`; over the end of the week too. */
function daysOf(given: string): string[] {
  return listed('on', given).flatMap((part) => {
    const [first = -1, last = first, ...more] = part.split('-').map(indexOfDay);
    if (first < 0 || last < 0 || more.length > 0)
      throw new UsageError('--on: expected days of the week, such as mon,thu or mon-fri');
    return Array.from({ length: ((last - first + 7) % 7) + 1 }, (_, index) => weekdays[(first + index) % 7] ?? '');
  });
}

const indexOfDay = (name: string): number =>
  name.length < 3 ? -1 : weekdays.findIndex((day) => day.startsWith(name.toLowerCase()));
