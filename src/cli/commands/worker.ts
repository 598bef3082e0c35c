import { Command, InvalidArgumentError } from 'commander';
import { olderThanRuntime } from '../../admission/data-versions.js';
import { timeZoneVersion } from '../../admission/data/versions.js';
import { untilSignal } from '../signals.js';
import { connectionSettingsOf, withTemporalOptions, type TemporalOptions } from '../temporal-options.js';

export function workerCommand(): Command {
  const command = new Command('worker').description(
    'Run a worker: it takes calls and dials them, until a signal ends it',
  );
  return withTemporalOptions(command)
    .option(
      '--max-cached-workflows <number>',
      'calls and follow-ups kept in memory, about a quarter of a megabyte each; with fewer than are in progress, more is replayed (default: 250)',
      wholeNumber,
    )
    .addHelpText('after', help)
    .action(runWorker);
}

const help = `
The first SIGTERM or SIGINT lets dials in flight finish (up to 80 s), a second one ends at once: a call whose dial was cut off
goes on with another worker and rings once all the same. All workers together dial at the rate that the Temporal server knows:
"ringonce pace". Logs go to stderr, JSON unless it is a terminal; RINGONCE_LOG_LEVEL.

Exit codes: 0 ended after a signal, 1 could not start, died, or was ended at once, 2 wrong usage`;

const noRate =
  'the Temporal server has no rate for dials or looks, so the defaults count; set them with `ringonce setup` or `ringonce pace`';

function wholeNumber(text: string): number {
  if (!/^[1-9]\d{0,5}$/.test(text)) throw new InvalidArgumentError('It must be a whole number above 0.');
  return Number(text);
}

interface Options extends TemporalOptions {
  readonly maxCachedWorkflows?: number;
}

async function runWorker({ maxCachedWorkflows, ...options }: Options): Promise<void> {
  const connection = connectionSettingsOf(options);
  // Not at the top: commands that only start or show calls load no native code and no AWS SDK.
  const { createConnectClient, createLogger, installRuntime, startWorker } = await import('../../worker/index.js');
  const logger = createLogger();
  installRuntime(logger);
  const worker = await startWorker({
    connection,
    connect: createConnectClient(),
    ...(maxCachedWorkflows === undefined ? {} : { maxCachedWorkflows }),
  });
  const signalled = untilSignal();
  const { address, namespace } = connection;
  const dialsPerSecond = worker.pace.dials.perSecond;
  const looksPerSecond = worker.pace.looks.perSecond;
  if (dialsPerSecond === undefined || looksPerSecond === undefined) logger.warn(noRate);
  const readyAfterMs = Math.round(performance.now());
  logger.info({ address, namespace, timeZoneVersion, dialsPerSecond, looksPerSecond, readyAfterMs }, 'ready');
  const warning = olderThanRuntime();
  if (warning !== undefined) logger.warn(warning);

  // A worker that dies by itself does not wait for a signal.
  const signal = await Promise.race([signalled, worker.done]);
  if (signal === undefined) return;
  // Before the log line: who reads it may send the second signal at once.
  const secondSignal = untilSignal();
  logger.info({ signal }, 'shutting down: dials in flight are let finish; a second signal ends at once');
  void secondSignal.then((second) => {
    logger.warn({ signal: second }, 'ended at once');
    process.exit(1);
  });
  await worker.shutdown();
  logger.info('ended');
}
