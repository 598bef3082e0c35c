import Table from 'cli-table3';
import { Command } from 'commander';
import type { Rates } from '../../client/index.js';
import { defaultDialsPerSecond, defaultQueriesPerSecond, noStandstill } from '../../temporal/rates.js';
import { given, numberAboveZero } from '../arguments.js';
import { UsageError } from '../errors.js';
import { instanceId } from '../instance-id.js';
import { ringonceOf, withTemporalOptions, type TemporalOptions } from '../temporal-options.js';
import { print } from '../terminal.js';

export function ratesCommand(): Command {
  const rate = numberAboveZero(noStandstill);
  return withTemporalOptions(
    new Command('rates').description(
      'Show or change how many calls are dialled a second, and how many contacts are asked about',
    ),
  )
    .option('--rate <number>', 'dials a second: your quota of StartOutboundVoiceContact', rate)
    .option('--queries-rate <number>', 'DescribeContact requests a second that workers may send', rate)
    .option('--instance <id>', 'dials of this Amazon Connect instance only (default: of all)', instanceId)
    .option('--reason <text>', 'why; shown with the rate')
    .option('--json', 'as JSON', false)
    .addHelpText('after', help)
    .action(showRates);
}

const help = `
The Temporal server keeps the rates, for all workers together. A change takes effect within a second and stays until the next one;
"ringonce setup" keeps it. Calls that take a line of an instance are dialled at that instance's rate: --rate sets it for every
instance, or with --instance for one. Calls that wait for a line are counted as waiting there. The server counts every 5 seconds.

Exit codes: 0 ok, 1 Temporal cannot be reached or does not know the namespace, 2 wrong usage`;

interface Options extends TemporalOptions {
  readonly rate?: number;
  readonly queriesRate?: number;
  readonly instance?: string;
  readonly reason?: string;
  readonly json: boolean;
}

async function showRates(options: Options): Promise<void> {
  const { instance: InstanceId, reason } = options;
  const change = given({ dialsPerSecond: options.rate, queriesPerSecond: options.queriesRate });
  const isChange = Object.keys(change).length > 0;
  if (reason !== undefined && !isChange)
    throw new UsageError('--reason has no effect without --rate or --queries-rate.');
  if (InstanceId !== undefined && change.queriesPerSecond !== undefined)
    throw new UsageError('--queries-rate is common to all instances: leave out --instance.');
  await using ringonce = await ringonceOf(options);
  const rates = isChange
    ? await ringonce.setRates({ ...change, InstanceId, reason })
    : await ringonce.rates({ InstanceId });
  print(options.json ? JSON.stringify(rates) : asTable(rates, InstanceId));
}

function asTable({ dials, queries, instances }: Rates, InstanceId: string | undefined): string {
  const table = new Table({
    head: ['task queue', 'a second', 'waiting', 'why', 'set by', 'at'],
    style: { head: [], border: [], compact: true },
  });
  const ofInstances = instances.map((rate) => ({ ...rate, otherwise: defaultDialsPerSecond }));
  const common = [
    { ...dials, otherwise: defaultDialsPerSecond },
    { ...queries, otherwise: defaultQueriesPerSecond },
  ];
  const rows = InstanceId === undefined ? [...common, ...ofInstances] : ofInstances;
  for (const { taskQueue, perSecond, waiting, reason = '–', setBy = '–', setAt = '–', otherwise } of rows) {
    table.push(
      perSecond === undefined
        ? [taskQueue, otherwise, waiting, 'default of the workers; the server has none: run ringonce setup', '–', '–']
        : [taskQueue, perSecond, waiting, reason, setBy, setAt],
    );
  }
  return table.toString();
}
