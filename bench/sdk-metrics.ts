import { DefaultLogger, Runtime } from '@temporalio/worker';
import getPort from 'get-port';

/** Requests that this process's workers have sent to the server. */
export interface SdkMetrics {
  /** How often an operation of the workflow service, e.g. `RecordActivityTaskHeartbeat`, was called so far. */
  requests(operation: string): Promise<number>;
}

/** Installs the SDK's runtime with its metrics switched on. Call it once a process, before any worker. */
export async function installRuntimeWithMetrics(): Promise<SdkMetrics> {
  const bindAddress = `127.0.0.1:${await getPort()}`;
  Runtime.install({
    logger: new DefaultLogger('ERROR'),
    telemetryOptions: { metrics: { prometheus: { bindAddress } } },
    shutdownSignals: [],
  });
  return {
    async requests(operation) {
      const response = await fetch(`http://${bindAddress}/metrics`);
      return sumOfRequests(await response.text(), operation);
    },
  };
}

/** @see https://docs.temporal.io/references/sdk-metrics#request */
function sumOfRequests(prometheusText: string, operation: string): number {
  return prometheusText
    .split('\n')
    .filter((line) => line.startsWith('temporal_request{') && line.includes(`operation="${operation}"`))
    .reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' ') + 1)), 0);
}
