import { Command } from 'commander';
import { olderThanRuntime } from '../../admission/data-versions.js';
import { timeZoneVersion } from '../../admission/data/versions.js';
import { given, wholeNumber } from '../arguments.js';
import { freeLoopbackAddress, serveMetrics, withMetricsOptions, type MetricsOptions } from '../metrics-options.js';
import { withTemporalOptions, type TemporalOptions } from '../temporal-options.js';
import { connectionSettingsOf } from '../temporal-settings.js';
import { untilSignal } from '../terminal.js';

export function workerCommand(): Command {
  const command = new Command('worker').description(
    'Run a worker, which dials and follows calls, until a signal ends it',
  );
  return withMetricsOptions(withTemporalOptions(command))
    .option(
      '--max-cached-workflows <number>',
      'calls and follow-ups kept in memory, about a quarter of a megabyte each; the others are replayed when they go on (default: 250)',
      wholeNumber(1, 999_999),
    )
    .addHelpText('after', help)
    .action(runWorker);
}

const help = `
The first SIGTERM or SIGINT lets dials in flight finish (up to 80 s); a second one ends the worker at once. A call whose dial was
cut off goes on with another worker, and still rings once. All workers together dial at the rates that "ringonce rates" shows.
Without RINGONCE_ENCRYPTION_KEYS payloads are stored in clear: it warns, and with NODE_ENV=production does not start unless
RINGONCE_ALLOW_UNENCRYPTED=true. Logs go to stderr, as JSON unless it is a terminal. RINGONCE_LOG_LEVEL sets their level.

Exit codes: 0 ended after a signal, 1 could not start, died, or was ended at once, 2 wrong usage`;

const noRate =
  'the Temporal server has no rate for dials or queries, so the defaults count; set them with `ringonce setup` or `ringonce rates`';

interface Options extends TemporalOptions, MetricsOptions {
  readonly maxCachedWorkflows?: number;
}

async function runWorker({ maxCachedWorkflows, ...options }: Options): Promise<void> {
  const connection = connectionSettingsOf(options);
  // Not at the top: commands that only start or show calls load no native code and no AWS SDK.
  const { createConnectClient, createLogger, installRuntime, startTracingIfWanted, startWorker, WorkerMetrics } =
    await import('../../worker/index.js');
  const logger = createLogger();
  const sdkMetricsAddress = options.metricsPort === undefined ? undefined : await freeLoopbackAddress();
  installRuntime(logger, given({ sdkMetricsAddress }));
  const tracing = await startTracingIfWanted('ringonce-worker', (problem) => logger.warn(problem));
  const metrics = new WorkerMetrics();
  let isReady = () => Promise.resolve(false);
  await using metricsServer = await serveMetrics(options, {
    registry: metrics.registry,
    isReady: () => isReady(),
    logger,
    sdkMetricsAddress,
  });
  const worker = await startWorker({
    connection,
    connect: createConnectClient(),
    metrics,
    ...given({ maxCachedWorkflows, tracing }),
  });
  isReady = () => worker.isReady();
  const signalled = untilSignal();
  const { address, namespace } = connection;
  const dialsPerSecond = worker.rates.dials.perSecond;
  const queriesPerSecond = worker.rates.queries.perSecond;
  if (dialsPerSecond === undefined || queriesPerSecond === undefined) logger.warn(noRate);
  const readyAfterMs = Math.round(performance.now());
  logger.info(
    {
      address,
      namespace,
      timeZoneVersion,
      dialsPerSecond,
      queriesPerSecond,
      readyAfterMs,
      metrics: metricsServer?.url,
    },
    'ready',
  );
  const warning = olderThanRuntime();
  if (warning !== undefined) logger.warn(warning);

  // A worker that dies by itself does not wait for a signal.
  const signal = await Promise.race([signalled, worker.done]);
  if (signal === undefined) return;
  // Before the log line: its reader may send the second signal at once.
  const secondSignal = untilSignal();
  logger.info({ signal }, 'shutting down: dials in flight may finish; a second signal ends the worker at once');
  void secondSignal.then((second) => {
    logger.warn({ signal: second }, 'ended at once');
    process.exit(1);
  });
  await worker.shutdown();
  await tracing?.shutdown();
  logger.info('ended');
}
