import { Command } from 'commander';
import {
  connectRingonce,
  InvalidRequestError,
  type CallOptions,
  type FollowUpPlan,
  type ScheduleDefinition,
} from '../../client/index.js';
import { parseSchedule } from '../../client/schedules/schedule-definition.js';
import { weekdays } from '../../contract/calling-hours.js';
import { argumentDocument, argumentObject } from '../argument-text.js';
import { durationArgument } from '../duration-argument.js';
import { UsageError } from '../errors.js';
import { paceOptionsOf, withPaceOptions, type PaceArguments } from '../pace-options.js';
import { note, print } from '../print.js';
import { requestOf, withRequestOptions } from '../request-arguments.js';
import { scheduleInWords } from '../schedule-words.js';
import { connectionSettingsOf, withTemporalOptions, type TemporalOptions } from '../temporal-options.js';
import { hoursOptionsOf, withHoursOptions, type HoursOptions } from '../hours-options.js';

export function createCommand(): Command {
  const command = new Command('create')
    .description('Make a recurring call, or a recurring follow-up')
    .usage('<id> --cron … | --at … --time-zone … --destination-phone-number … [options]')
    .argument('<id>', 'ID of the schedule; each run appends its time to it')
    .option('--at <times>', 'times of the day: 09:00,14:30')
    .option('--on <days>', 'days of the week for --at: mon,wed or mon-fri (default: every day)')
    .option('--cron <expression>', 'instead of --at: minute, hour, day of the month, month, day of the week')
    .option('--time-zone <zone>', 'IANA time zone of the times and of --skip [required]')
    .option('--skip <dates>', 'dates without a run: 2026-12-24,2026-12-25')
    .option('--start-at <instant>', 'no run before: 2026-12-01T00:00:00-05:00')
    .option('--end-at <instant>', 'no run after')
    .option('--jitter <duration>', 'begin each run by chance up to so much later: 60s')
    .option(
      '--overlap <policy>',
      'while a run goes on: skip (default), buffer-one, buffer-all, cancel-other, allow-all',
    )
    .option('--catch-up-window <duration>', 'how late the server may start a run that it missed (default: 10m)')
    .option('--plan <json>', 'make each run a follow-up, by this plan: {"maxAttempts": 3}')
    .option('--note <text>', 'for people who look into Temporal; never encrypted')
    .option('--paused', 'due only once it is resumed', false);
  return withTemporalOptions(withPaceOptions(withHoursOptions(withRequestOptions(command))))
    .addHelpText('after', help)
    .action(async (id: string, options: Options) => {
      const definition = definitionOf(options);
      // Before anything else: what is wrong with it is wrong without a server too.
      const parsed = parseSchedule(id, definition);
      if (!parsed.ok) throw new InvalidRequestError(parsed.issues);
      await using ringonce = await connectRingonce(connectionSettingsOf(options));
      await ringonce.schedules.create(id, definition);
      const view = await ringonce.schedules.view(id);
      if (view.clockWarning !== undefined) note(view.clockWarning);
      print(scheduleInWords(view));
    });
}

const help = `
Without --expires-after and --calling-hours a call that could not be dialled within an hour of its time is not dialled at all.
A time that the clocks skip when they change does not come; one that they show twice comes twice.
A cron time must match the day of the month and the day of the week.
There is no changing: delete the schedule and make it again. A time that has had its run gets no other.

Example:
  $ ringonce schedule create reminder-4711 --cli-input-json file://examples/plain-call.json \\
      --at 09:00 --on mon-fri --time-zone America/New_York --skip 2026-12-24,2026-12-25 --expires-after 30m

Exit codes: 0 made, 1 not made (the message says why), 2 wrong usage`;

interface Options extends TemporalOptions, HoursOptions, PaceArguments {
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

/** What the command line says; valid or not is decided by the client. */
function definitionOf(options: Options): ScheduleDefinition {
  const { at, on, skip, overlap, plan, cron, timeZone, startAt, endAt, jitter, catchUpWindow, note, paused } = options;
  if (on !== undefined && at === undefined) throw new UsageError('--on says nothing without --at.');
  const times = hoursOptionsOf(options);
  const pace = paceOptionsOf(options);
  const plain = {
    cron,
    timeZone,
    startAt,
    endAt,
    jitter: jitter && durationArgument(jitter),
    catchUpWindow: catchUpWindow && durationArgument(catchUpWindow),
    note,
  };
  return {
    request: requestOf({ ...options }).request,
    ...Object.fromEntries(Object.entries(plain).filter(([, value]) => value !== undefined)),
    ...(at === undefined
      ? {}
      : { calendars: [{ at: listed('at', at), ...(on === undefined ? {} : { on: daysOf(on) }) }] }),
    ...(skip === undefined ? {} : { skip: listed('skip', skip) }),
    ...(overlap === undefined ? {} : { overlap: overlap.toUpperCase().replaceAll('-', '_') }),
    ...(plan === undefined
      ? optionsOf({ ...times, ...pace })
      : { plan: withPace({ ...(argumentObject('plan', plan) as FollowUpPlan), ...times }, pace) }),
    ...(paused ? { paused } : {}),
  } as ScheduleDefinition;
}

const optionsOf = (options: CallOptions) => (Object.keys(options).length === 0 ? {} : { options });

const withPace = (plan: FollowUpPlan, pace: CallOptions): FollowUpPlan =>
  Object.keys(pace).length === 0 ? plan : { ...plan, call: { ...plan.call, ...pace } };

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
