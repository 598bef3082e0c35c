import { Command } from 'commander';
import type { LineSettings, LinesView } from '../../client/index.js';
import { pausedInWords } from '../../temporal/call-activities.js';
import { linesInWords } from '../../client/lines.js';
import { given, wholeNumber } from '../arguments.js';
import { UsageError } from '../errors.js';
import { ringonceOf, withTemporalOptions, type TemporalOptions } from '../temporal-options.js';
import { note, print } from '../terminal.js';

interface Options extends TemporalOptions {
  readonly set?: number | 'unlimited';
  readonly reserve?: number;
  readonly remove: boolean;
  readonly json: boolean;
}

export function linesCommand(): Command {
  return withTemporalOptions(
    new Command('lines')
      .description('Show or set how many calls an Amazon Connect instance may hold at once')
      .argument('[instance]', 'InstanceId (default: every instance whose calls have asked for lines)'),
  )
    .option('--set <number|unlimited>', "the instance's quota of concurrent active calls; 0: dial nothing", lineCount)
    .option('--reserve <number>', 'how many of them ringonce leaves to others, such as inbound calls', upToMost)
    .option('--remove', 'forget an instance that was named by mistake; refused while calls use its lines', false)
    .option('--json', 'one JSON object per instance', false)
    .addHelpText('after', help)
    .action(showLines);
}

const help = `
A call takes a line before its dial and keeps it until it ends, because Amazon Connect ends calls over its quota in fast-busy,
without an error. The default is Amazon Connect's: 10 lines, none in reserve. Ask AWS for more under Service Quotas, then set it here.

Exit codes: 0 ok, 1 no worker, Temporal cannot be reached, or the change was refused, 2 wrong usage`;

async function showLines(
  instance: string | undefined,
  { set, reserve, remove, json, ...options }: Options,
): Promise<void> {
  const change: Partial<LineSettings> = given({ lines: set, reserve });
  const isChange = Object.keys(change).length > 0;
  if (isChange && instance === undefined)
    throw new UsageError('--set and --reserve need the instance: ringonce lines <instance> --set 20');
  if (remove && (isChange || instance === undefined))
    throw new UsageError('--remove needs the instance, and no other option: ringonce lines <instance> --remove');
  await using ringonce = await ringonceOf(options);
  if (remove && instance !== undefined) {
    await ringonce.lines.remove(instance);
    note(`${instance} is forgotten. Its next call begins with 10 lines.`);
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
      note('No call has a line or waits for one. An instance has 10 lines until you set another number.');
    return;
  }
  let count = 0;
  for await (const of of ringonce.lines.instances()) {
    const view = await ringonce.lines.of(of);
    tell(of, view);
    warnOfPaused(view);
    count++;
  }
  if (count === 0) note('No call has asked for a line yet. An instance has 10 lines until you set another number.');
}

const upToMost = wholeNumber(0, 100_000);

const lineCount = (text: string): number | 'unlimited' => (text === 'unlimited' ? text : upToMost(text));
