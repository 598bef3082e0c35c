import { homedir } from 'node:os';
import { delimiter, isAbsolute, join, resolve } from 'node:path';
import { projectRoot } from './project-root.js';

/** Where executables are looked for; read from the environment once, handed on as values. */
export interface ExecutableSettings {
  /** `RINGONCE_TEMPORAL_CLI`: used as it is, nothing else is tried. */
  readonly temporalCli: string | undefined;
  /** `RINGONCE_TEMPORAL_TEST_SERVER`: used as it is, nothing else is tried. */
  readonly testServer: string | undefined;
  readonly pathDirectories: readonly string[];
  /** `RINGONCE_CACHE`, else `$XDG_CACHE_HOME/ringonce`, else `~/.cache/ringonce`. */
  readonly cacheDirectory: string;
  /** Holds the pins (`temporal-cli/go.mod`, `test-server/pom.xml`) and the script of the SDK's download. */
  readonly toolsDirectory: string;
  /** For the programs that are started on the way: go, mvn and java need HOME, proxies and their own variables. */
  readonly environment: NodeJS.ProcessEnv;
}

export function executableSettings(environment: NodeJS.ProcessEnv = process.env): ExecutableSettings {
  return {
    temporalCli: pathIn(environment['RINGONCE_TEMPORAL_CLI']),
    testServer: pathIn(environment['RINGONCE_TEMPORAL_TEST_SERVER']),
    // Relative entries of PATH mean another program in each directory.
    pathDirectories: (environment['PATH'] ?? '').split(delimiter).filter(isAbsolute),
    cacheDirectory: cacheDirectory(environment),
    toolsDirectory: join(projectRoot(), 'tools'),
    environment,
  };
}

function cacheDirectory(environment: NodeJS.ProcessEnv): string {
  const ours = pathIn(environment['RINGONCE_CACHE']);
  if (ours !== undefined) return ours;
  const xdg = environment['XDG_CACHE_HOME'] ?? '';
  // The XDG specification has relative paths ignored.
  return isAbsolute(xdg) ? join(xdg, 'ringonce') : join(homedir(), '.cache', 'ringonce');
}

function pathIn(value: string | undefined): string | undefined {
  return value === undefined || value === '' ? undefined : resolve(value);
}
