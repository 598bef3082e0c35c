import { DefaultLogger, makeTelemetryFilterString, Runtime } from '@temporalio/worker';
import type { Logger } from '../logging.js';

/** How the Temporal SDK runs in a process. */
export interface RuntimeOptions {
  /** Where the Temporal SDK serves its own metrics to Prometheus, as `/metrics`: `127.0.0.1:9465`. Default: nowhere. */
  readonly sdkMetricsAddress?: string;
}

/**
 * Sends the Temporal SDK's logs through ours. Call it once a process, before any worker or native connection.
 *
 * Signals are left to the caller: the SDK's own handling has no second signal that ends at once.
 */
export function installRuntime(logger: Logger, { sdkMetricsAddress }: RuntimeOptions = {}): void {
  Runtime.install({
    logger: new DefaultLogger('DEBUG', ({ level, message, meta }) => {
      const { error, ...fields } = (meta ?? {}) as { error?: unknown };
      logger[pinoLevel(level)]({ ...fields, ...(error === undefined ? {} : { err: error }) }, message);
    }),
    telemetryOptions: {
      logging: { filter: makeTelemetryFilterString({ core: 'WARN', other: 'ERROR' }), forward: {} },
      ...(sdkMetricsAddress === undefined ? {} : { metrics: metricsAt(sdkMetricsAddress) }),
    },
    shutdownSignals: [],
  });
}

/** With the names that Prometheus wants: units, in seconds, and `_total`. */
const metricsAt = (bindAddress: string) => ({
  prometheus: {
    bindAddress,
    countersTotalSuffix: true,
    unitSuffix: true,
    useSecondsForDurations: true,
    // The SDK's own go from 10 to 100 s: whatever takes 11 s looks like a minute and a half.
    histogramBucketOverrides: {
      temporal_workflow_task_schedule_to_start_latency: [0.1, 0.5, 1, 2, 5, 10, 20, 30, 60, 120, 240, 480],
    },
  },
});

function pinoLevel(level: string): 'trace' | 'debug' | 'info' | 'warn' | 'error' {
  switch (level) {
    case 'TRACE':
      return 'trace';
    case 'DEBUG':
      return 'debug';
    case 'WARN':
      return 'warn';
    case 'ERROR':
      return 'error';
    default:
      return 'info';
  }
}
