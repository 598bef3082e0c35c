import { Command, InvalidArgumentError } from 'commander';
import { connectRingonce, type LineSettings, type LinesView } from '../../client/index.js';
import { linesInWords } from '../../client/lines.js';
import { pausedInWords } from '../../temporal/call-activities.js';
import { UsageError } from '../errors.js';
import { note, print } from '../print.js';
import { connectionSettingsOf, withTemporalOptions, type TemporalOptions } from '../temporal-options.js';

interface Options extends TemporalOptions {
  readonly set?: number | 'unlimited';
  readonly reserve?: number;
  readonly remove: boolean;
  readonly json: boolean;
}

export function linesCommand(): Command {
  return withTemporalOptions(
    new Command('lines')
      .description('Show and set how many calls an Amazon Connect instance may hold at once')
      .argument('[instance]', 'InstanceId (default: every instance whose calls have asked for lines)'),
  )
    .option('--set <number|unlimited>', "the instance's quota of concurrent active calls; 0: dial nothing", lineCount)
    .option('--reserve <number>', 'how many of them ringonce leaves to others, such as inbound calls', wholeNumber)
    .option('--remove', 'forget the instance, which was named by mistake; refused while calls use its lines', false)
    .option('--json', 'one JSON object an instance', false)
    .addHelpText('after', help)
    .action(showLines);
}

const help = `
A call takes a line before its dial and has it until it has ended: Amazon Connect ends calls over the quota in fast-busy, without
an error. The default is Amazon Connect's: 10 lines, none in reserve. Ask AWS for more under Service Quotas, then say so here.

Exit codes: 0 ok, 1 no worker, Temporal cannot be reached, or the change makes no sense, 2 wrong usage`;

async function showLines(
  instance: string | undefined,
  { set, reserve, remove, json, ...options }: Options,
): Promise<void> {
  const change: Partial<LineSettings> = {
    ...(set === undefined ? {} : { lines: set }),
    ...(reserve === undefined ? {} : { reserve }),
  };
  const isChange = Object.keys(change).length > 0;
  if (isChange && instance === undefined)
    throw new UsageError('--set and --reserve need the instance: ringonce lines <instance> --set 20');
  if (remove && (isChange || instance === undefined))
    throw new UsageError('--remove needs the instance, and nothing else: ringonce lines <instance> --remove');
  await using ringonce = await connectRingonce(connectionSettingsOf(options));
  if (remove && instance !== undefined) {
    await ringonce.lines.remove(instance);
    note(`${instance} is forgotten; its next call begins with 10 lines.`);
    return;
  }
  const tell = (of: string, view: LinesView) =>
    print(json ? JSON.stringify({ InstanceId: of, ...view }) : `${of}: ${linesInWords(view)}`);
  const warnOfPaused = ({ calls }: LinesView): void => {
    for (const { callId, paused } of calls)
      if (paused !== undefined && !json) print(`  ${callId} has a line, and ${pausedInWords(paused)}`);
  };
  if (instance !== undefined) {
    const view = isChange ? await ringonce.lines.set(instance, change) : await ringonce.lines.of(instance);
    tell(instance, view);
    warnOfPaused(view);
    if (!isChange && view.busy + view.waiting === 0)
      note('No call has a line or waits for one. An instance has 10 until it is said otherwise.');
    return;
  }
  let count = 0;
  for await (const of of ringonce.lines.instances()) {
    const view = await ringonce.lines.of(of);
    tell(of, view);
    warnOfPaused(view);
    count++;
  }
  if (count === 0) note('No call has asked for a line yet: each instance has 10, until it is said otherwise.');
}

function lineCount(text: string): number | 'unlimited' {
  return text === 'unlimited' ? text : numberOf(text, 'It must be a whole number, 0 to 100000, or unlimited.');
}

const wholeNumber = (text: string): number => numberOf(text, 'It must be a whole number, 0 to 100000.');

function numberOf(text: string, otherwise: string): number {
  if (!/^\d{1,6}$/.test(text) || Number(text) > 100_000) throw new InvalidArgumentError(otherwise);
  return Number(text);
}
