import { spawn } from 'node:child_process';
import { setTimeout as wait } from 'node:timers/promises';
import getPort from 'get-port';
import { endOf, endWithUs, stop } from './children.js';
import { untilNamespaceAnswers } from './namespace.js';
import { findTemporalCli } from './temporal-cli.js';

export interface TemporalServerOptions {
  /** Path of a Temporal CLI. Default: `findTemporalCli()`, which may take minutes the first time. */
  readonly executable?: string;
  /** `usual`: 7233 and 8233 where they are free, else others. `free` (for tests): never those. Default `usual`. */
  readonly ports?: 'usual' | 'free';
  /** This very port instead, such as that of a server whose place this one takes. */
  readonly port?: number;
  /** Serve the web UI. Default true. */
  readonly ui?: boolean;
  /** Codec server that the web UI asks to decrypt payloads. Default: none. */
  readonly uiCodecEndpoint?: string;
  /** Dynamic configuration over that of every server here, each value as JSON would have it: see {@link dynamicConfig}. */
  readonly dynamicConfig?: Readonly<Record<string, string | number | boolean>>;
  /** SQLite file that keeps everything over a restart. Default: in memory, gone when the server ends. */
  readonly dbFilename?: string;
  /** Milliseconds until the server must have answered. Default 60_000. */
  readonly startTimeoutMs?: number;
}

export interface TemporalServer extends AsyncDisposable {
  /** `127.0.0.1:<port>` */
  readonly address: string;
  readonly namespace: string;
  /** Absent without the UI. */
  readonly uiUrl?: string;
  readonly pid: number;
  /** Resolves with how its process ended: an exit code or a signal. */
  readonly ended: Promise<string>;
  /** Ends the server and waits for its end; a second call waits for the same. */
  close: () => Promise<void>;
}

/**
 * What every Temporal server that we start is told. `deploy/temporal/dynamic-config.yaml` tells docker-compose's the same.
 *
 * @see https://docs.temporal.io/references/dynamic-configuration
 */
export const dynamicConfig = {
  // A queue's rate is split over its partitions, 4 by default: with one, tasks leave evenly instead of in bunches.
  'matching.numTaskqueueReadPartitions': 1,
  'matching.numTaskqueueWritePartitions': 1,
  // Fairness keys count on one's own server only with this.
  'matching.enableFairness': true,
} as const;

const namespace = 'default';
const defaultStartTimeoutMs = 60_000;
const keptOutput = 20_000;
const portAttempts = 3;

/**
 * Starts a Temporal dev server on 127.0.0.1 as a child of this process and waits until it answers. It ends with this process.
 *
 * The namespace `default` keeps closed workflows for 7 days, the life of a client token. Search attributes are not registered: `ringonce setup` does that.
 *
 * @throws ExecutableUnavailableError when there is no Temporal CLI to be had.
 * @throws TemporalServerStartError when it ends, or does not answer in time; with its output.
 */
export async function startTemporalServer(options: TemporalServerOptions = {}): Promise<TemporalServer> {
  const executable = options.executable ?? (await findTemporalCli()).path;
  for (let attempt = 1; ; attempt++) {
    try {
      return await startOnce(executable, options);
    } catch (error) {
      // Between choosing a port and the server's taking it, another program may have been quicker.
      const portWasTaken = error instanceof TemporalServerStartError && /address already in use/i.test(error.output);
      if (!portWasTaken || attempt === portAttempts) throw error;
    }
  }
}

async function startOnce(executable: string, options: TemporalServerOptions): Promise<TemporalServer> {
  const portLike = (usual: number) => getPort(options.ports === 'free' ? {} : { port: usual });
  const port = options.port ?? (await portLike(7233));
  const uiPort = options.ui === false ? undefined : await portLike(8233);
  const address = `127.0.0.1:${port}`;

  const child = spawn(executable, serverArguments(options, { port, uiPort }), {
    stdio: ['ignore', 'pipe', 'pipe'],
    // A process group of its own: Ctrl-C in a terminal reaches us only, and we stop worker and server in the right order.
    detached: true,
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => (output = (output + text).slice(-keptOutput)));
  }
  const guard = endWithUs(child);
  let closed: Promise<void> | undefined;
  const close = () => (closed ??= stop(child).finally(() => guard.release()));

  const ended = endOf(child);
  const startTimeoutMs = options.startTimeoutMs ?? defaultStartTimeoutMs;
  const waiting = new AbortController();
  try {
    await Promise.race([
      untilNamespaceAnswers({ address, namespace, signal: waiting.signal }),
      ended.then((how) => Promise.reject(new Error(`it ended with ${how}`))),
      wait(startTimeoutMs, undefined, { signal: waiting.signal }).then(() =>
        Promise.reject(new Error(`it did not answer on ${address} within ${startTimeoutMs / 1000} s`)),
      ),
    ]);
  } catch (error) {
    await close();
    throw new TemporalServerStartError(error instanceof Error ? error.message : String(error), output, {
      cause: error,
    });
  } finally {
    waiting.abort();
  }

  return {
    address,
    namespace,
    ...(uiPort !== undefined && { uiUrl: `http://127.0.0.1:${uiPort}` }),
    // Defined: the server has answered.
    pid: child.pid ?? 0,
    ended,
    close,
    [Symbol.asyncDispose]: close,
  };
}

function serverArguments(
  options: TemporalServerOptions,
  ports: { port: number; uiPort: number | undefined },
): string[] {
  const args = ['server', 'start-dev', '--ip', '127.0.0.1', '--port', String(ports.port)];
  args.push('--namespace', namespace, '--log-level', 'warn', '--log-format', 'text');
  if (ports.uiPort === undefined) args.push('--headless');
  else args.push('--ui-port', String(ports.uiPort), '--ui-disable-news-fetch');
  if (options.uiCodecEndpoint !== undefined) args.push('--ui-codec-endpoint', options.uiCodecEndpoint);
  if (options.dbFilename !== undefined) args.push('--db-filename', options.dbFilename);
  for (const [key, value] of Object.entries({ ...dynamicConfig, ...options.dynamicConfig })) {
    args.push('--dynamic-config-value', `${key}=${JSON.stringify(value)}`);
  }
  return args;
}

/** The Temporal server ended, or did not answer in time. Its last output is in the message. */
export class TemporalServerStartError extends Error {
  override readonly name = 'TemporalServerStartError';

  constructor(
    reason: string,
    readonly output: string,
    options?: ErrorOptions,
  ) {
    const shown = output.trim() === '' ? 'It printed nothing.' : `Its last output:\n${output.trimEnd()}`;
    super(`The Temporal server did not start: ${reason}. ${shown}`, options);
  }
}
