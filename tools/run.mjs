// Entry of the npm scripts: node tools/run.mjs <demo|dev|bench|soak|pack|test|test:long|test:production|verify> [args…]
// Works on a fresh clone, from any directory, with nothing but Node, also an old one: installs, builds and prepares what the command needs, then runs it.
import { buildWhenNeeded, installWhenNeeded } from './prepare-project.mjs';
import { fromRoot, runNode, StepFailed } from './children.mjs';
import { runStaticChecks } from './static-checks.mjs';
import { olderThan, runWithNewerNode } from './newer-node.mjs';
import { formatCounts, sumCounts } from './counts.mjs';
import { runTests } from './run-tests.mjs';

const commands = {
  demo: async (args) => startBuilt(() => runNode([fromRoot('dist/src/dev/demo/main.js'), ...args])),
  dev: async (args) => startBuilt(() => runNode([fromRoot('dist/src/cli/main.js'), 'dev', ...args])),
  bench: async (args) => startBuilt(() => runNode(['--import', 'tsx', fromRoot('bench/main.ts'), ...args])),
  soak: async (args) => startBuilt(() => runNode(['--import', 'tsx', fromRoot('tools/soak/main.ts'), ...args])),
  pack: async (args) => startBuilt(() => runNode([fromRoot('tools/pack.mjs'), ...args])),
  test: async (args) => startBuilt(async () => conclude([await runTests('test', args)])),
  'test:long': async (args) => startBuilt(async () => conclude([await runTests('test:long', args)])),
  'test:production': async (args) =>
    startBuilt(() => runNode(['--import', 'tsx', fromRoot('test/production/main.ts'), ...args])),
  verify,
};

const [name, ...args] = process.argv.slice(2);
const command = Object.hasOwn(commands, name ?? '') ? commands[name] : undefined;
if (command === undefined) {
  console.error(`Usage: node tools/run.mjs <${Object.keys(commands).join('|')}> [args…]`);
  process.exitCode = 2;
} else {
  try {
    const oldest = olderThan();
    process.exitCode = await (oldest === undefined ? command(args) : runWithNewerNode(oldest, [name, ...args]));
  } catch (error) {
    if (!(error instanceof StepFailed)) throw error;
    console.error(error.message);
    process.exitCode = error.exitCode;
  }
}

async function startBuilt(start) {
  await installWhenNeeded();
  await buildWhenNeeded();
  return start();
}

async function verify(args) {
  await installWhenNeeded();
  const staticChecks = await runStaticChecks();
  if (args.includes('--static')) return conclude([staticChecks]);
  await buildWhenNeeded();
  return conclude([staticChecks, await runTests('test', args)]);
}

/** The last line of output, alone on its line, and the exit code that goes with it. */
function conclude(parts) {
  const counts = sumCounts(parts);
  console.log(formatCounts(counts));
  return counts.failed > 0 ? 1 : 0;
}
