import { Client } from '@temporalio/client';
import { Command, InvalidArgumentError } from 'commander';
import { minRetentionMs, setUpNamespace } from '../../temporal/namespace.js';
import { defaultDialsPerSecond, defaultLooksPerSecond, type QueueRates } from '../../temporal/rates.js';
import { connectTemporal } from '../../temporal/connection-settings.js';
import { durationMs } from '../../contract/time.js';
import { durationArgument } from '../duration-argument.js';
import { print } from '../print.js';
import { rate } from '../rate.js';
import { untilSearchAttributesWork } from '../search-attributes-ready.js';
import { connectionSettingsOf, withTemporalOptions, type TemporalOptions } from '../temporal-options.js';

const kept = (perSecond: number) => `(default: the rate in force, else ${perSecond})`;

interface Options extends TemporalOptions, QueueRates {
  readonly retention?: number;
}

export function setupCommand(): Command {
  const command = new Command('setup').description(
    'Prepare a Temporal namespace: search attributes, retention, the rates of dials and looks. May be run again',
  );
  return withTemporalOptions(command)
    .option(
      '--dials-per-second <number>',
      `your account's quota of StartOutboundVoiceContact ${kept(defaultDialsPerSecond)}`,
      rate,
    )
    .option(
      '--looks-per-second <number>',
      `what workers may use of the quota of DescribeContact ${kept(defaultLooksPerSecond)}`,
      rate,
    )
    .option(
      '--retention <duration>',
      'how long the namespace keeps closed calls: 7d (the least), 30d (default: as it is)',
      retention,
    )
    .addHelpText('after', '\nExit codes: 0 ready, 1 not ready (the message says what to do), 2 wrong usage')
    .action(async ({ retention: retentionMs, ...options }: Options) => {
      const settings = connectionSettingsOf(options);
      const { namespace } = settings;
      const connection = await connectTemporal(settings);
      try {
        const steps = await setUpNamespace(connection, namespace, {
          ...options,
          ...(retentionMs === undefined ? {} : { retentionMs }),
        });
        for (const step of steps) print(`${namespace}: ${step}`);
        await untilSearchAttributesWork(new Client({ connection, namespace }));
        print(`${namespace}: ready for calls`);
      } finally {
        await connection.close();
      }
    });
}

function retention(text: string): number {
  const ms = durationMs(durationArgument(text));
  if (Number.isNaN(ms)) throw new InvalidArgumentError('It must be a duration such as 7d or "30 days".');
  if (ms < minRetentionMs)
    throw new InvalidArgumentError('It must be 7d or more: Amazon Connect remembers a client token for 7 days.');
  return ms;
}
