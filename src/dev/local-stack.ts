import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import getPort from 'get-port';
import type { ConnectionSettings } from '../client/index.js';
import { PortInUseError, startSimulator, type Simulator, type SimulatorOptions } from '../connect-simulator/index.js';
import { hermeticEnvironment, localVariables, writeEmptyTemporalProfile } from './local-environment.js';
import { startLocalEncryption } from './local-encryption.js';
import { startLocalIntake, type LocalIntake } from './local-intake.js';
import { startTemporalServer, type TemporalServer } from './temporal-server.js';
import { cliPath, startWorkerProcess, type WorkerProcess, type WorkerProcessOptions } from './worker-process.js';

/** The whole of ringonce on this machine: the local Amazon Connect, a Temporal server that is set up, encryption, workers on demand. */
export interface LocalStack extends AsyncDisposable {
  readonly connect: Simulator;
  readonly server: TemporalServer;
  readonly settings: ConnectionSettings;
  /** Takes the local Amazon Connect's contact events. */
  readonly intake: LocalIntake;
  /** Where the Temporal UI has payloads decrypted. */
  readonly codecUrl: string;
  /** What a shell has to set so that `ringonce` and any AWS SDK come here. */
  readonly variables: Readonly<Record<string, string>>;
  /** What `ringonce setup` said. */
  readonly setupSteps: readonly string[];
  startWorker(options?: Omit<WorkerProcessOptions, 'environment'>): Promise<WorkerProcess>;
}

/** Takes the usual ports (4010, 4030, 7233, 8233) where they are free, else others. */
export async function startLocalStack(
  simulator: Pick<SimulatorOptions, 'onRequest' | 'onRing'> = {},
): Promise<LocalStack> {
  const opened: AsyncDisposable[] = [];
  const open = <T extends AsyncDisposable>(resource: T): T => {
    opened.unshift(resource);
    return resource;
  };
  const closeAll = async (): Promise<void> => {
    for (const resource of opened.splice(0)) await resource[Symbol.asyncDispose]();
  };
  try {
    const temporalConfig = open(await writeEmptyTemporalProfile());
    const connect = open(await startSimulatorSomewhere(simulator));
    const encryption = open(await startLocalEncryption());
    const { codecUrl } = encryption;
    const server = open(await startTemporalServer({ uiCodecEndpoint: codecUrl }));
    encryption.allow(server.uiUrl ?? '');
    const { address, namespace } = server;
    const variables = { ...localVariables(server, connect), ...encryption.variables };
    const environment = hermeticEnvironment(temporalConfig.path, variables);
    const { stdout } = await promisify(execFile)(process.execPath, [cliPath, 'setup'], { env: environment });
    const settings = { address, namespace, connectionOptions: { address } };
    const intake = open(await startLocalIntake(settings, connect));
    return {
      connect,
      server,
      settings,
      intake,
      codecUrl,
      variables,
      setupSteps: stdout.trim().split('\n'),
      startWorker: async (options = {}) => open(await startWorkerProcess({ environment, ...options })),
      async [Symbol.asyncDispose]() {
        // Requests that hang in the simulator would hold the workers' shutdown up.
        await connect.close();
        await closeAll();
      },
    };
  } catch (error) {
    await closeAll();
    throw error;
  }
}

async function startSimulatorSomewhere(options: SimulatorOptions): Promise<Simulator> {
  try {
    return await startSimulator({ ...options, port: await getPort({ port: 4010 }) });
  } catch (error) {
    // Between choosing a port and taking it another program may have been quicker.
    if (error instanceof PortInUseError) return startSimulator(options);
    throw error;
  }
}
