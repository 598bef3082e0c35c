import Table from 'cli-table3';
import { Command, InvalidArgumentError } from 'commander';
import { connectRingonce, type QueuePace } from '../../client/index.js';
import { requireInstanceId } from '../../temporal/lines-workflow.js';
import { defaultDialsPerSecond, defaultLooksPerSecond } from '../../temporal/rates.js';
import { UsageError } from '../errors.js';
import { print } from '../print.js';
import { rate } from '../rate.js';
import { connectionSettingsOf, withTemporalOptions, type TemporalOptions } from '../temporal-options.js';

export function paceCommand(): Command {
  return withTemporalOptions(
    new Command('pace').description(
      'Show how many calls are dialled and looked at a second, or change it while they go on',
    ),
  )
    .option('--rate <number>', 'dials a second: your quota of StartOutboundVoiceContact', rate)
    .option('--looks-rate <number>', 'looks a second: what workers may use of the quota of DescribeContact', rate)
    .option('--instance <id>', 'of this Amazon Connect instance alone; default: of all', instanceId)
    .option('--reason <text>', 'why; the server keeps it for whoever asks')
    .option('--json', 'as JSON', false)
    .addHelpText('after', help)
    .action(runPace);
}

const help = `
The rates are the Temporal server's, for all workers together. A change takes effect within a second and stays until the next one;
"ringonce setup" leaves it as it is. Calls that take a line of an instance are dialled at that instance's rate: --rate sets it for every
instance, with --instance for that one. Those that wait for a line count as waiting there.
The server counts who waits anew every 5 seconds.

Exit codes: 0 ok, 1 Temporal cannot be reached or does not know the namespace, 2 wrong usage`;

type Options = TemporalOptions & {
  readonly rate?: number;
  readonly looksRate?: number;
  readonly instance?: string;
  readonly reason?: string;
  readonly json: boolean;
};

async function runPace({
  rate: dialsPerSecond,
  looksRate: looksPerSecond,
  instance: InstanceId,
  reason,
  json,
  ...options
}: Options): Promise<void> {
  if (reason !== undefined && dialsPerSecond === undefined && looksPerSecond === undefined)
    throw new UsageError('--reason says nothing without --rate or --looks-rate.');
  if (InstanceId !== undefined && looksPerSecond !== undefined)
    throw new UsageError('--looks-rate is common to all instances: leave out --instance.');
  await using ringonce = await connectRingonce(connectionSettingsOf(options));
  const change = {
    ...(dialsPerSecond === undefined ? {} : { dialsPerSecond }),
    ...(looksPerSecond === undefined ? {} : { looksPerSecond }),
  };
  const isChange = Object.keys(change).length > 0;
  const pace = isChange
    ? await ringonce.setPace({ ...change, InstanceId, reason })
    : await ringonce.pace({ InstanceId });
  print(json ? JSON.stringify(pace) : asTable(pace, InstanceId));
}

function asTable({ dials, looks, instances }: QueuePace, InstanceId: string | undefined): string {
  const table = new Table({
    head: ['task queue', 'a second', 'waiting', 'why', 'set by', 'at'],
    style: { head: [], border: [] },
  });
  const ofInstances = instances.map((rate) => ({ ...rate, otherwise: defaultDialsPerSecond }));
  const common = [
    { ...dials, otherwise: defaultDialsPerSecond },
    { ...looks, otherwise: defaultLooksPerSecond },
  ];
  const rows = InstanceId === undefined ? [...common, ...ofInstances] : ofInstances;
  for (const { taskQueue, perSecond, waiting, reason = '–', setBy = '–', setAt = '–', otherwise } of rows) {
    table.push(
      perSecond === undefined
        ? [taskQueue, otherwise, waiting, 'the default of workers; the server has none: run `ringonce setup`', '–', '–']
        : [taskQueue, perSecond, waiting, reason, setBy, setAt],
    );
  }
  return table.toString();
}

function instanceId(text: string): string {
  try {
    requireInstanceId(text);
  } catch {
    throw new InvalidArgumentError(
      'It must be the whole ID of an instance, such as 11111111-1111-4111-8111-111111111111, or its ARN.',
    );
  }
  return text;
}
