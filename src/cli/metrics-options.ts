import type { Command } from 'commander';
import type { Registry } from 'prom-client';
import type { Logger } from '../logging.js';
import type { MetricsServer } from '../metrics/metrics-server.js';
import { portNumber } from './arguments.js';
import { UsageError } from './errors.js';

export interface MetricsOptions {
  readonly metricsPort?: number;
  readonly metricsHost?: string;
}

const defaultHost = '127.0.0.1';

/** Of commands that run until a signal ends them. */
export function withMetricsOptions(command: Command): Command {
  return command
    .option(
      '--metrics-port <number>',
      'port for GET /metrics (Prometheus), /healthz and /readyz; 0: any free one (default: none)',
      portNumber,
    )
    .option(
      '--metrics-host <address>',
      `address of that port; ${defaultHost}, the default, is this machine alone, 0.0.0.0 is what Kubernetes' probes and Prometheus need`,
    );
}

/** What of a process the metrics server tells. */
interface Told {
  readonly registry: Registry;
  readonly isReady: () => Promise<boolean>;
  readonly logger: Logger;
  /** Where the Temporal SDK serves its own metrics. */
  readonly sdkMetricsAddress?: string | undefined;
}

/**
 * Undefined where no port was asked for.
 * @throws UsageError, MetricsAddressError
 */
export async function serveMetrics(
  { metricsPort, metricsHost }: MetricsOptions,
  { registry, isReady, logger, sdkMetricsAddress }: Told,
): Promise<MetricsServer | undefined> {
  if (metricsPort === undefined) {
    if (metricsHost !== undefined) throw new UsageError('--metrics-host has no effect without --metrics-port.');
    return undefined;
  }
  const [{ startMetricsServer }, { collectDefaultMetrics }] = await Promise.all([
    import('../metrics/metrics-server.js'),
    import('prom-client'),
  ]);
  // Node's own: memory, event loop, garbage collection.
  collectDefaultMetrics({ register: registry });
  const texts = [() => registry.metrics()];
  if (sdkMetricsAddress !== undefined) texts.push(() => sdkMetrics(sdkMetricsAddress));
  return startMetricsServer({ host: metricsHost ?? defaultHost, port: metricsPort, texts, isReady, logger });
}

/** Prometheus gives a scrape up after 10 s. */
const sdkPatienceMs = 5_000;

async function sdkMetrics(address: string): Promise<string> {
  const answer = await fetch(`http://${address}/metrics`, { signal: AbortSignal.timeout(sdkPatienceMs) });
  if (!answer.ok) throw new Error(`The Temporal SDK answers ${answer.status} when it is asked for its metrics.`);
  return answer.text();
}

/** The SDK serves its metrics on a port of its own, which nobody but us need know. */
export async function freeLoopbackAddress(): Promise<string> {
  const { default: getPort } = await import('get-port');
  return `127.0.0.1:${await getPort({ host: '127.0.0.1' })}`;
}
