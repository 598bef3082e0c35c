import { Client } from '@temporalio/client';
import { Command } from 'commander';
import { setUpNamespace } from '../client/namespace.js';
import { defaultDialsPerSecond, defaultLooksPerSecond, type QueueRates } from '../client/pace.js';
import { connectTemporal } from '../client/ringonce-client.js';
import { print } from './print.js';
import { rate } from './rate.js';
import { untilSearchAttributesWork } from './search-attributes-ready.js';
import { connectionSettingsOf, withTemporalOptions, type TemporalOptions } from './temporal-options.js';

const kept = (perSecond: number) => `(default: the rate in force, else ${perSecond})`;

export function setupCommand(): Command {
  const command = new Command('setup').description(
    'Prepare a Temporal namespace: search attributes, the rates of dials and looks, retention. May be run again',
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
    .addHelpText('after', '\nExit codes: 0 ready, 1 not ready (the message says what to do), 2 wrong usage')
    .action(async (options: TemporalOptions & QueueRates) => {
      const settings = connectionSettingsOf(options);
      const { namespace } = settings;
      const connection = await connectTemporal(settings);
      try {
        const steps = await setUpNamespace(connection, namespace, options);
        for (const step of steps) print(`${namespace}: ${step}`);
        await untilSearchAttributesWork(new Client({ connection, namespace }));
        print(`${namespace}: ready for calls`);
      } finally {
        await connection.close();
      }
    });
}
