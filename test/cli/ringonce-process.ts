import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { projectRoot } from '../../src/dev/project-root.js';
import type { TemporalServer } from '../../src/dev/temporal-server.js';
import { cliPath } from '../../src/dev/worker-process.js';

export interface Ended {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The command line program as a shell runs it. */
export interface RingonceProcess extends AsyncDisposable {
  readonly ended: Promise<Ended>;
  /** Resolves with stdout so far once it or stderr holds it; rejects when the process ends without. */
  untilPrinted(what: string): Promise<string>;
  signal(name: NodeJS.Signals): void;
}

export type Environment = Readonly<Record<string, string>>;

export const awsSettings: Environment = {
  AWS_REGION: 'us-west-2',
  AWS_ACCESS_KEY_ID: 'example',
  AWS_SECRET_ACCESS_KEY: 'example',
};

export const temporalSettings = ({
  address,
  namespace,
}: Pick<TemporalServer, 'address' | 'namespace'>): Environment => ({
  TEMPORAL_ADDRESS: address,
  TEMPORAL_NAMESPACE: namespace,
});

/** A Node whose own time zones are newer than any of ours. */
export const nodeWithNewerTimeZones: Environment = {
  NODE_OPTIONS:
    "--import=data:text/javascript,Object.defineProperty(process,'versions',{value:{...process.versions,tz:'2099z'}})",
};

/**
 * Starts what `npm run build` made, with nothing but the settings given: no home directory, no profile, no instance role.
 *
 * @param stdout a file descriptor that stdout goes to, instead of being collected
 */
export function startRingonce(
  args: readonly string[],
  environment: Environment = {},
  stdout: number | 'pipe' = 'pipe',
): RingonceProcess {
  const child = spawn(process.execPath, [cliPath, ...args], {
    cwd: projectRoot(),
    env: {
      PATH: process.env['PATH'] ?? '',
      HOME: '/nonexistent',
      AWS_EC2_METADATA_DISABLED: 'true',
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
      ...environment,
    },
    stdio: ['ignore', stdout, 'pipe'],
  });
  const printed = { stdout: '', stderr: '' };
  const watchers = new Set<() => void>();
  for (const name of ['stdout', 'stderr'] as const) {
    child[name]?.setEncoding('utf8').on('data', (text: string) => {
      printed[name] += text;
      for (const look of watchers) look();
    });
  }
  const ended = once(child, 'close').then(([exitCode]): Ended => ({ exitCode: exitCode as number | null, ...printed }));
  return {
    ended,
    untilPrinted: (what) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          if (printed.stdout.includes(what) || printed.stderr.includes(what)) resolve(printed.stdout);
        };
        watchers.add(look);
        look();
        void ended.then(({ exitCode, stdout, stderr }) =>
          reject(new Error(`It ended with ${exitCode} and never printed "${what}":\n${stdout}${stderr}`)),
        );
      }),
    signal: (name) => void child.kill(name),
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

/** The same with text in a pipe for its stdin, in the current folder. */
export function ringonceWithStdin(args: readonly string[], environment: Environment, stdin: string): Promise<Ended> {
  const child = spawn('/bin/sh', ['-c', 'cat | exec "$@"', 'sh', process.execPath, cliPath, ...args], {
    env: { PATH: process.env['PATH'] ?? '', ...environment },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const printed = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const)
    child[name].setEncoding('utf8').on('data', (text: string) => (printed[name] += text));
  child.stdin.end(stdin);
  return once(child, 'close').then(([exitCode]): Ended => ({ exitCode: exitCode as number | null, ...printed }));
}

export const ringonce = (args: readonly string[], environment: Environment = {}): Promise<Ended> =>
  startRingonce(args, environment).ended;
