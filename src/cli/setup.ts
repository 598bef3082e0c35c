import { Client } from '@temporalio/client';
import { Command } from 'commander';
import { setUpNamespace, type QueueRates } from '../client/namespace.js';
import { connectTemporal } from '../client/ringonce-client.js';
import { print } from './print.js';
import { untilSearchAttributesWork } from './search-attributes-ready.js';
import { connectionSettingsOf, withRates, withTemporalOptions, type TemporalOptions } from './temporal-options.js';

export function setupCommand(): Command {
  const command = new Command('setup').description(
    'Prepare a Temporal namespace: search attributes, the limits of dials and looks, retention. May be run again',
  );
  return withRates(withTemporalOptions(command), '')
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
