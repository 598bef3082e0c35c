import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { ConnectionSettings } from '../client/index.js';
import { PortInUseError, startSimulator, type Simulator, type SimulatorOptions } from '../connect-simulator/index.js';
import { writeEmptyTemporalProfile } from './empty-temporal-profile.js';
import { choosePort } from './free-port.js';
import { hermeticEnvironment, localVariables } from './local-environment.js';
import { startLocalIntake, type LocalIntake } from './local-intake.js';
import { startTemporalServer, type TemporalServer } from './temporal-server.js';
import { cliPath, startWorkerProcess, type WorkerProcess, type WorkerProcessOptions } from './worker-process.js';

/** The whole of ringonce on this machine: the local Amazon Connect, a Temporal server that is set up, workers on demand. */
export interface LocalStack extends AsyncDisposable {
  readonly connect: Simulator;
  readonly server: TemporalServer;
  readonly settings: ConnectionSettings;
  /** Takes the local Amazon Connect's contact events. */
  readonly intake: LocalIntake;
  /** What a shell has to set so that `ringonce` and any AWS SDK come here. */
  readonly variables: Readonly<Record<string, string>>;
  /** What `ringonce setup` said. */
  readonly setupSteps: readonly string[];
  startWorker(options?: Omit<WorkerProcessOptions, 'environment'>): Promise<WorkerProcess>;
  close(): Promise<void>;
}

/** Takes the usual ports (4010, 7233, 8233) where they are free, else others. */
export async function startLocalStack(
  simulator: Pick<SimulatorOptions, 'onRequest' | 'onRing'> = {},
): Promise<LocalStack> {
  await using starting = new AsyncStack();
  const temporalConfig = starting.use(await writeEmptyTemporalProfile());
  const connect = starting.use(await startSimulatorSomewhere(simulator));
  const server = starting.use(await startTemporalServer());
  const { address, namespace } = server;
  const variables = localVariables(server, connect);
  const environment = hermeticEnvironment(temporalConfig.path, variables);
  const { stdout } = await promisify(execFile)(process.execPath, [cliPath, 'setup'], { env: environment });
  const settings = { address, namespace, connectionOptions: { address } };
  const intake = starting.use(await startLocalIntake(settings, connect));
  const workers: WorkerProcess[] = [];
  const rest = starting.move();
  const close = async (): Promise<void> => {
    // Requests that hang in the simulator would hold the workers' shutdown up.
    await connect.close();
    await Promise.all(workers.map((worker) => worker.close()));
    await rest.close();
  };
  return {
    connect,
    server,
    settings,
    intake,
    variables,
    setupSteps: stdout.trim().split('\n'),
    async startWorker(options = {}) {
      const worker = await startWorkerProcess({ environment, ...options });
      workers.push(worker);
      return worker;
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}

async function startSimulatorSomewhere(options: SimulatorOptions): Promise<Simulator> {
  try {
    return await startSimulator({ ...options, port: await choosePort(4010) });
  } catch (error) {
    // Between choosing a port and taking it another program may have been quicker.
    if (error instanceof PortInUseError) return startSimulator(options);
    throw error;
  }
}

/** Closes what was opened, last first; `move` hands the duty on. (`AsyncDisposableStack` comes with Node 24.) */
class AsyncStack implements AsyncDisposable {
  #opened: AsyncDisposable[] = [];

  use<T extends AsyncDisposable>(resource: T): T {
    this.#opened.push(resource);
    return resource;
  }

  move(): AsyncStack {
    const other = new AsyncStack();
    other.#opened = this.#opened;
    this.#opened = [];
    return other;
  }

  async close(): Promise<void> {
    for (const resource of this.#opened.splice(0).reverse()) await resource[Symbol.asyncDispose]();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}
