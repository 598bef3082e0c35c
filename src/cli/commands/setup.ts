import { setTimeout as wait } from 'node:timers/promises';
import { Client } from '@temporalio/client';
import { Command, InvalidArgumentError } from 'commander';
import { NamespaceNotReadyError } from '../../client/index.js';
import { connectTemporal } from '../../temporal/connection.js';
import { durationMs } from '../../contract/time.js';
import { searchAttributes } from '../../contract/index.js';
import { minRetentionMs } from '../../temporal/namespace.js';
import { defaultDialsPerSecond, defaultQueriesPerSecond, noStandstill, type QueueRates } from '../../temporal/rates.js';
import { setUpNamespace } from '../../temporal/set-up-namespace.js';
import { durationArgument, given, numberAboveZero } from '../arguments.js';
import { withTemporalOptions, type TemporalOptions } from '../temporal-options.js';
import { connectionSettingsOf } from '../temporal-settings.js';
import { print } from '../terminal.js';

const rate = numberAboveZero(noStandstill);

const kept = (perSecond: number) => `(default: the rate in force, else ${perSecond})`;

interface Options extends TemporalOptions, QueueRates {
  readonly retention?: number;
}

export function setupCommand(): Command {
  const command = new Command('setup').description(
    'Prepare a Temporal namespace: search attributes, retention, rates of dials and queries. It can be run again',
  );
  return withTemporalOptions(command)
    .option(
      '--dials-per-second <number>',
      `your account's quota of StartOutboundVoiceContact ${kept(defaultDialsPerSecond)}`,
      rate,
    )
    .option(
      '--queries-per-second <number>',
      `what workers may use of the quota of DescribeContact ${kept(defaultQueriesPerSecond)}`,
      rate,
    )
    .option(
      '--retention <duration>',
      'how long the namespace keeps closed calls, at least 7d (default: as it is)',
      retention,
    )
    .addHelpText('after', help)
    .action(async ({ retention: retentionMs, ...options }: Options) => {
      const settings = connectionSettingsOf(options);
      const { namespace } = settings;
      const connection = await connectTemporal(settings);
      try {
        const steps = await setUpNamespace(connection, namespace, {
          ...options,
          ...given({ retentionMs }),
        });
        for (const step of steps) print(`${namespace}: ${step}`);
        await untilSearchAttributesWork(new Client({ connection, namespace }));
        print(`${namespace}: ready for calls`);
      } finally {
        await connection.close();
      }
    });
}

const help = `
Exit codes: 0 ready, 1 not ready (the message says what to do), 2 wrong usage`;

function retention(text: string): number {
  const ms = durationMs(durationArgument(text));
  if (Number.isNaN(ms)) throw new InvalidArgumentError('It must be a duration such as 7d or "30 days".');
  if (ms < minRetentionMs)
    throw new InvalidArgumentError('It must be 7d or more: Amazon Connect remembers a client token for 7 days.');
  return ms;
}

const attributesTimeoutMs = 60_000;
const pollIntervalMs = 200;

/**
 * Search attributes that were just registered reach the server's caches a little later. Until then the server refuses calls, and also a
 * query that names them all.
 * @throws NamespaceNotReadyError when they are not usable within a minute
 */
async function untilSearchAttributesWork(client: Client): Promise<void> {
  const query = Object.keys(searchAttributes)
    .map((name) => `${name} IS NOT NULL`)
    .join(' OR ');
  const deadline = Date.now() + attributesTimeoutMs;
  for (;;) {
    try {
      await client.workflow.count(query);
      return;
    } catch (error) {
      if (Date.now() > deadline)
        throw new NamespaceNotReadyError(
          'The search attributes are registered, but not usable yet: run `ringonce setup` again.',
          {
            cause: error,
          },
        );
      await wait(pollIntervalMs);
    }
  }
}
