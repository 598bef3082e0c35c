import { execFile } from 'node:child_process';
import { delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { projectRoot } from '../../src/dev/project-root.js';
import { hasNodeReleases, nodeRelease } from '../support/node-release.js';
import { temporaryDirectory, type TemporaryDirectory } from './fixtures.js';

/** The oldest Node of `engines`, and the newest there is. */
export const nodeVersions = hasNodeReleases ? ['22.12.0', '26.12.1'] : [process.versions.node];
if (!hasNodeReleases)
  console.info(`Only Node ${process.versions.node} is tried: others are fetched on Linux x64 alone.`);

const run = promisify(execFile);

/** The environment of somebody who knows neither us nor the npm that runs us. */
export const strangers = Object.fromEntries(
  Object.entries(process.env).filter(
    ([name]) =>
      !/^(AWS_|TEMPORAL_|NODE_NO_WARNINGS|npm_(package|lifecycle|config_local_prefix|execpath|node_execpath))/.test(
        name,
      ),
  ),
);

export const pathOfNode = (version: string): Promise<string> =>
  hasNodeReleases ? nodeRelease(version) : Promise.resolve(process.execPath);

/** A project of somebody who has cloned nothing: only our tarballs lie in it. */
export interface EmptyProject extends TemporaryDirectory {
  /** A command in the project, with that Node first on the PATH. */
  on(
    node: string,
    command: readonly string[],
    env?: Readonly<Record<string, string>>,
  ): Promise<{ readonly stdout: string; readonly stderr: string }>;
}

export async function emptyProject(): Promise<EmptyProject> {
  const directory = await temporaryDirectory();
  const project: EmptyProject = {
    ...directory,
    on: (node, [command = '', ...args], env = {}) => {
      const PATH = [dirname(node), process.env['PATH']].join(delimiter);
      return run(command === 'node' ? node : command, args, {
        cwd: directory.path,
        env: { ...strangers, ...env, PATH },
      });
    },
  };
  await run(process.execPath, [join(projectRoot(), 'tools/pack.mjs'), directory.path]);
  await project.on(process.execPath, ['npm', 'init', '-y']);
  await project.write('.npmrc', 'engine-strict=true\naudit=false\nfund=false\nprefer-offline=true\n');
  return project;
}

/** What its user types, without running scripts of other packages. */
export const installCommand = (name: 'ringonce' | 'ringonce-client', version: string): string[] => [
  'npm',
  'install',
  '--ignore-scripts',
  `${name}-${version}.tgz`,
];
