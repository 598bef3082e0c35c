import { ConnectClient, type ConnectClientConfig } from '@aws-sdk/client-connect';
import { pino } from 'pino';
import { vi } from 'vitest';
import { startGateway, type GatewaySettings, type RunningGateway } from '../../src/gateway/start-gateway.js';
import { localConnectClient, type World } from '../support/world.js';

/** A key that a gateway of the tests knows. */
export const callersKey = { accessKeyId: 'RINGONCEAPP1', secretAccessKey: 'a-secret-for-tests-only' };

/** A gateway in this process, before the local Connect. */
export function gatewayOf(world: World, settings: Partial<GatewaySettings> = {}): Promise<RunningGateway> {
  return startGateway({
    connection: world.settings,
    connect: localConnectClient(world.connect),
    host: '127.0.0.1',
    port: 0,
    keys: new Map([[callersKey.accessKeyId, callersKey.secretAccessKey]]),
    patienceMs: 60_000,
    // Few tests are about lines, and none waits for the end of its calls.
    options: { lines: 'unlimited', tracking: 'none' },
    logger: pino({ level: 'silent' }),
    ...settings,
  });
}

/** The AWS SDK as a program has it: nothing but the endpoint is ours. */
export const clientOf = ({ url }: Pick<RunningGateway, 'url'>, config: ConnectClientConfig = {}): ConnectClient =>
  new ConnectClient({ endpoint: url, region: 'us-west-2', credentials: callersKey, ...config });

/** A call has been started, and its first run has ended: its caller is told, or about to be. */
export async function firstRunEnded({ ringonce }: World, workflowId: string): Promise<void> {
  const handle = ringonce.client.workflow.getHandle(workflowId);
  const { runId } = await vi.waitFor(() => handle.describe(), { timeout: 150_000, interval: 50 });
  await ringonce.client.workflow
    .getHandle(workflowId, runId)
    .result()
    .catch(() => undefined);
}
