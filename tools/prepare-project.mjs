// Brings node_modules and dist up to date, when they are not.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { clearInterval, setInterval } from 'node:timers';
import { fromRoot, runProgram, StepFailed } from './children.mjs';

/** Which Node and platform node_modules was made for; npm's own record beside it has the versions. */
const installStamp = fromRoot('node_modules/.ringonce-install');
const buildStamp = fromRoot('dist/.ringonce-build');
const sources = [
  'src',
  'workflows',
  'activities',
  'package.json',
  'package-lock.json',
  'tsconfig.json',
  'tsconfig.build.json',
];
const progressIntervalMs = 15_000;

export async function installWhenNeeded() {
  const runtime = `${process.platform}-${process.arch} node ${process.versions.node.split('.')[0]}`;
  const stamp = textOf(installStamp);
  // Without a stamp someone has run npm by hand, which need not be done again.
  const sameRuntime = stamp === undefined || stamp === runtime;
  if (!(sameRuntime && installedAsLocked())) await install();
  writeFileSync(installStamp, runtime);
}

export async function buildWhenNeeded() {
  const wanted = fingerprint(sources);
  if (textOf(buildStamp) === wanted) return;
  // A build that is broken off must not pass for the last good one, nor modules that were moved since be packed.
  rmSync(fromRoot('dist'), { recursive: true, force: true });
  console.error('Building …');
  const exitCode = await runProgram('npm', ['run', '--silent', 'build']);
  if (exitCode !== 0) throw new StepFailed('The build failed; what the compiler said is above.', exitCode);
  // What was built is what was there before: a change in between leads to another build next time.
  writeFileSync(buildStamp, wanted);
}

async function install() {
  const startedAt = Date.now();
  const elapsed = () => `${Math.round((Date.now() - startedAt) / 1000)} s`;
  console.error('Installing the packages of package-lock.json …');
  const progress = setInterval(() => console.error(`Installing packages, ${elapsed()} so far`), progressIntervalMs);
  try {
    // NODE_ENV=production in the environment would leave out the compiler, `omit=optional` native code for this platform.
    const flags = ['--prefer-offline', '--no-audit', '--no-fund', '--include=dev', '--include=optional'];
    const exitCode = await runProgram('npm', ['ci', ...flags]);
    if (exitCode !== 0) {
      const advice = 'It needs the npm registry, or a cache of npm that holds every package of package-lock.json.';
      throw new StepFailed(`npm ci failed after ${elapsed()}; what npm said is above. ${advice}`, exitCode);
    }
  } finally {
    clearInterval(progress);
  }
  console.error(`Installing packages: done in ${elapsed()}`);
}

/** Whether npm's own record of node_modules has the versions of package-lock.json (packages for other platforms apart). */
function installedAsLocked() {
  const locked = packagesOf('package-lock.json');
  const installed = packagesOf('node_modules/.package-lock.json');
  if (!locked || !installed) return false;
  const sameVersions = Object.entries(installed).every(([path, { version }]) => locked[path]?.version === version);
  const missing = Object.entries(locked).filter(([path, entry]) => path !== '' && !entry.optional && !installed[path]);
  return sameVersions && missing.length === 0;
}

function packagesOf(lockFile) {
  const text = textOf(fromRoot(lockFile));
  return text === undefined ? undefined : JSON.parse(text).packages;
}

/** Names and contents, not times: a checkout or a copy changes times only. */
function fingerprint(paths) {
  const hash = createHash('sha256');
  for (const path of paths.flatMap((source) => filesUnder(fromRoot(source)))) {
    hash
      .update(`${relative(fromRoot('.'), path)}\0`)
      .update(readFileSync(path))
      .update('\0');
  }
  return hash.digest('hex');
}

function filesUnder(path) {
  if (!existsSync(path)) return [];
  if (statSync(path).isFile()) return [path];
  return readdirSync(path)
    .sort()
    .flatMap((name) => filesUnder(join(path, name)));
}

function textOf(path) {
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
}
