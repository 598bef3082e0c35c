import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { projectRoot } from '../../src/dev/project-root.js';
import { isAlive, temporaryDirectory, until, type TemporaryDirectory } from './fixtures.js';

/** Does what npm would to the directories (a build makes `dist` of `built`), and writes down what it was asked for. `NPM_FAILS` names a script that fails. */
const fakeNpm = `#!/bin/sh
echo "$@" >> npm.log
case "$*" in *"$NPM_FAILS"*) echo "npm says why not"; exit 7 ;; esac
case "$1" in
  ci) mkdir -p node_modules && sed 's/"": {}, //' package-lock.json > node_modules/.package-lock.json ;;
  run) mkdir -p dist built && cp -R built/. dist ;;
esac
exit 0
`;

const nodePackage = `node${process.platform === 'darwin' && process.arch === 'arm64' ? '-bin' : ''}-${process.platform}-${process.arch}`;

/** Installs a Node that tells how it was started instead of running anything. */
const npmOfNode = `#!/bin/sh
echo "$@" >> npm.log
node=$3/node_modules/${nodePackage}
mkdir -p "$node/bin" && echo '{ "version": "99.1.0" }' > "$node/package.json"
printf '#!/bin/sh\n[ "$1" = --version ] && exit $NODE_BROKEN\necho "$(command -v node)" "$@"\nexit 42\n' > "$node/bin/node"
chmod +x "$node/bin/node"
`;

const lock = (version: string) => `{ "packages": { "": {}, "node_modules/zod": { "version": "${version}" } } }`;

/** Writes the report that FAKE_REPORT holds, as vitest's JSON reporter would; ends with FAKE_EXIT. */
const fakeVitest = `
  import { appendFileSync, writeFileSync } from 'node:fs';
  appendFileSync('vitest.log', process.argv.slice(2).join(' ') + '\\n');
  const file = process.argv.find((argument) => argument.startsWith('--outputFile.json=')).split('=')[1];
  if (process.env.FAKE_REPORT) writeFileSync(file, process.env.FAKE_REPORT);
  process.exit(Number(process.env.FAKE_EXIT ?? 0));
`;

interface Ended {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

interface Project extends AsyncDisposable {
  readonly directory: TemporaryDirectory;
  /** What npm was asked for since the last time. */
  npmCalls: () => Promise<string[]>;
  start: (args: readonly string[], environment?: Record<string, string>) => ReturnType<typeof spawn>;
  run: (args: readonly string[], environment?: Record<string, string>) => Promise<Ended>;
}

/** A clone without node_modules and dist, with our tools and a npm of its own; every command is run from another directory. */
async function aClone(): Promise<Project> {
  const directory = await temporaryDirectory();
  const root = join(directory.path, 'clone');
  const newerNode = join('tools', 'node', 'node_modules');
  await cp(join(projectRoot(), 'tools'), join(root, 'tools'), {
    recursive: true,
    filter: (path) => !path.endsWith(newerNode),
  });
  await cp(join(projectRoot(), '.ci'), join(root, '.ci'), { recursive: true });
  await directory.write('clone/package.json', '{ "type": "module" }');
  await directory.write('clone/package-lock.json', lock('4.6.7'));
  await directory.write('clone/src/main.ts', 'first');
  await directory.write('clone/node_modules/tsx/dist/cli.mjs', 'console.log("prepared")');
  await directory.write('clone/node_modules/vitest/vitest.mjs', fakeVitest);
  await directory.write('bin/npm', fakeNpm, 0o755);
  const environmentOf = (more: Record<string, string>) => {
    const path = [join(directory.path, 'bin'), process.env['PATH']].join(':');
    return { ...process.env, PATH: path, NPM_FAILS: 'nothing', ...more };
  };
  const start: Project['start'] = ([command = '', ...args], more = {}) =>
    spawn(
      command === '.ci/run' ? join(root, command) : process.execPath,
      command === '.ci/run' ? args : [join(root, 'tools/run.mjs'), command, ...args],
      {
        cwd: directory.path,
        env: environmentOf(more),
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    );
  return {
    directory,
    start,
    run: async (args, more) => {
      const child = start(args, more);
      let stdout = '';
      let stderr = '';
      child.stdout?.on('data', (text: Buffer) => (stdout += text.toString()));
      child.stderr?.on('data', (text: Buffer) => (stderr += text.toString()));
      const [exitCode] = (await once(child, 'close')) as [number | null];
      return { exitCode, stdout, stderr };
    },
    npmCalls: async () => {
      const log = join(root, 'npm.log');
      const text = await readFile(log, 'utf8').catch(() => '');
      await rm(log, { force: true });
      return text.split('\n').filter((line) => line !== '');
    },
    [Symbol.asyncDispose]: () => directory[Symbol.asyncDispose](),
  };
}

const install = 'ci --prefer-offline --no-audit --no-fund --include=dev --include=optional';
const build = 'run --silent build';

const report = (
  counts: Partial<Record<'passed' | 'failed' | 'pending' | 'todo', number>>,
  testResults: unknown[] = [],
) => ({
  FAKE_REPORT: JSON.stringify({
    numPassedTests: counts.passed ?? 0,
    numFailedTests: counts.failed ?? 0,
    numPendingTests: counts.pending ?? 0,
    numTodoTests: counts.todo ?? 0,
    testResults,
  }),
});

const lastLine = (text: string) => text.trimEnd().split('\n').at(-1);

describe('tools/run.mjs', () => {
  it('installs and builds on a fresh clone, and does neither when nothing has changed', async () => {
    await using clone = await aClone();
    await clone.directory.write(
      'clone/built/src/dev/demo/main.js',
      'console.log("demo in", process.cwd(), ...process.argv.slice(2))',
    );

    const first = await clone.run(['demo', '--fast']);
    const callsOfFirst = await clone.npmCalls();
    const second = await clone.run(['demo']);

    expect(callsOfFirst).toEqual([install, build]);
    expect(first).toMatchObject({ exitCode: 0, stdout: `demo in ${clone.directory.path}/clone --fast\n` });
    expect(await clone.npmCalls()).toEqual([]);
    expect(second.exitCode).toBe(0);
  });

  it.each([
    { change: 'nothing', file: 'README.md', text: '', calls: [] },
    { change: 'a source', file: 'src/main.ts', text: 'second', calls: [build] },
    { change: 'a new file', file: 'workflows/new.ts', text: '', calls: [build] },
    { change: 'package-lock.json', file: 'package-lock.json', text: lock('4.7.0'), calls: [install, build] },
    {
      change: 'the Node that node_modules was made for',
      file: 'node_modules/.ringonce-install',
      text: 'linux-x64 node 1',
      calls: [install],
    },
  ])('installs and builds only what a change of $change asks for', async ({ file, text, calls }) => {
    await using clone = await aClone();
    await clone.run(['test'], report({}));
    await clone.npmCalls();

    await clone.directory.write(`clone/${file}`, text);
    await clone.run(['test'], report({}));

    expect(await clone.npmCalls()).toEqual(calls);
  });

  it.each([
    { has: 'the same versions', installed: lock('4.6.7'), calls: [build] },
    { has: 'another version', installed: lock('4.6.6'), calls: [install, build] },
    { has: 'a package too few', installed: '{ "packages": {} }', calls: [install, build] },
  ])('when somebody has run npm himself and has $has, installs only what is missing', async ({ installed, calls }) => {
    await using clone = await aClone();
    await clone.directory.write('clone/node_modules/.package-lock.json', installed.replace('"": {}, ', ''));

    await clone.run(['test'], report({}));

    expect(await clone.npmCalls()).toEqual(calls);
  });

  it.each([
    { step: 'ci', told: 'npm ci failed after' },
    { step: 'build', told: 'The build failed' },
  ])('ends with npm’s exit code and a reason when "$step" fails, and tries again next time', async ({ step, told }) => {
    await using clone = await aClone();

    const failed = await clone.run(['test'], { ...report({ passed: 1 }), NPM_FAILS: step });
    await clone.npmCalls();
    const again = await clone.run(['test'], report({ passed: 1 }));

    expect(failed.exitCode).toBe(7);
    expect(failed.stderr).toContain(told);
    expect(await clone.npmCalls()).toContain(build);
    expect(again.exitCode).toBe(0);
  });

  describe('on a Node older than engines', () => {
    async function anOldMachine(): Promise<Project> {
      const clone = await aClone();
      await clone.directory.write('bin/npm', npmOfNode, 0o755);
      await clone.directory.write('clone/package.json', '{ "type": "module", "engines": { "node": ">=99.1" } }');
      const optionalDependencies = { [nodePackage]: '99.1.0' };
      await clone.directory.write('clone/tools/node/package.json', JSON.stringify({ optionalDependencies }));
      return clone;
    }

    it('brings a newer one, once, and runs everything with it', async () => {
      await using clone = await anOldMachine();

      const first = await clone.run(['demo', '--fast']);
      const second = await clone.run(['test']);

      const folder = `${clone.directory.path}/clone/tools`;
      const node = `${folder}/node/node_modules/${nodePackage}/bin/node`;
      const preload = `--import file://${folder}/end-with-parent.mjs`;
      expect(first).toMatchObject({ exitCode: 42, stdout: `${node} ${preload} ${folder}/run.mjs demo --fast\n` });
      expect(first.stderr).toContain(
        `ringonce needs Node 99.1 or later, and this is ${process.versions.node}: installing`,
      );
      expect(second).toMatchObject({ exitCode: 42, stdout: `${node} ${preload} ${folder}/run.mjs test\n`, stderr: '' });
      // A machine that installs no scripts and no optional packages by its own settings gets it too.
      expect(await clone.npmCalls()).toEqual([
        `ci --prefix ${folder}/node --prefer-offline --no-audit --no-fund --ignore-scripts --include=optional`,
      ]);
    });

    it('says so when the newer one does not run here, as on a system without glibc', async () => {
      await using clone = await anOldMachine();

      const ended = await clone.run(['demo'], { NODE_BROKEN: '127' });

      expect(ended).toMatchObject({ exitCode: 1, stdout: '' });
      expect(ended.stderr).toMatch(
        /^ringonce needs Node 99\.1 or later, .* does not run here: .*Install one yourself\.$/m,
      );
    });
  });

  it('knows its commands', async () => {
    await using clone = await aClone();

    expect(await clone.run(['constructor'])).toMatchObject({
      exitCode: 2,
      stderr: 'Usage: node tools/run.mjs <demo|dev|bench|soak|pack|test|test:long|test:production|verify> [args…]\n',
    });
  });

  it.each([
    { what: 'all pass', counts: { passed: 3 }, exit: 0, line: '3 passed, 0 failed', exitCode: 0 },
    {
      what: 'some are skipped',
      counts: { passed: 3, pending: 1, todo: 1 },
      exit: 0,
      line: '3 passed, 0 failed, 2 skipped',
      exitCode: 0,
    },
    { what: 'one fails', counts: { passed: 2, failed: 1 }, exit: 1, line: '2 passed, 1 failed', exitCode: 1 },
    { what: 'vitest fails and no test does', counts: { passed: 2 }, exit: 1, line: '2 passed, 1 failed', exitCode: 1 },
  ])('test: ends with "$line" when $what', async ({ counts, exit, line, exitCode }) => {
    await using clone = await aClone();

    const ended = await clone.run(['test', 'test/dev', '-t', 'x'], { ...report(counts), FAKE_EXIT: String(exit) });

    expect(lastLine(ended.stdout)).toBe(line);
    expect(ended.exitCode).toBe(exitCode);
    expect(await readFile(join(clone.directory.path, 'clone/vitest.log'), 'utf8')).toMatch(/^run .* test\/dev -t x\n$/);
  });

  it.each([
    { script: 'test', projects: '--project=shared --project=alone' },
    { script: 'test:long', projects: '--project=long' },
  ])('$script: runs its projects, and lists the slowest ten files', async ({ script, projects }) => {
    await using clone = await aClone();
    const root = join(clone.directory.path, 'clone');
    const files = Array.from({ length: 12 }, (_, n) => ({
      name: join(root, `test/${n}.test.ts`),
      startTime: 1_000,
      endTime: 1_000 + n * 10_500,
      assertionResults: [],
    }));

    const { stdout } = await clone.run([script], report({ passed: 3 }, files));

    expect(await readFile(join(root, 'vitest.log'), 'utf8')).toMatch(new RegExp(`^run ${projects} --reporter`));
    const lines = stdout.split('\n').slice(stdout.split('\n').indexOf('The slowest files:'));
    expect(lines).toHaveLength(1 + 10 + 2);
    expect(lines[1]).toBe('  115.5 s  test/11.test.ts');
    expect(lines[10]).toBe('   21.0 s  test/2.test.ts');
    expect(lines[11]).toBe('3 passed, 0 failed');
  });

  it('test: counts and names a file that fails before its first test', async () => {
    await using clone = await aClone();
    const times = { name: join(clone.directory.path, 'clone/test/a.test.ts'), startTime: 0, endTime: 0 };
    const failedTest = {
      status: 'failed',
      fullName: 'a call rings once',
      failureMessages: ['\u001B[31mtwice\u001B[0m\nat x'],
    };
    const files = [
      { ...times, status: 'failed', message: 'no server\nat y', assertionResults: [] },
      { ...times, status: 'failed', assertionResults: [failedTest] },
    ];

    const ended = await clone.run(['test'], { ...report({ passed: 1, failed: 1 }, files), FAKE_EXIT: '1' });

    expect(ended.stdout.trimEnd().split('\n').slice(-3)).toEqual([
      'FAILED test/a.test.ts: no server',
      'FAILED test/a.test.ts: a call rings once: twice',
      '1 passed, 2 failed',
    ]);
  });

  it('test: fails when vitest leaves no report', async () => {
    await using clone = await aClone();

    const ended = await clone.run(['test']);

    expect(ended.exitCode).toBe(1);
    expect(ended.stderr).toContain('vitest ended with 0 and left no report.');
  });

  it('test: does not start without the Temporal servers', async () => {
    await using clone = await aClone();
    await clone.directory.write('clone/node_modules/tsx/dist/cli.mjs', 'process.exit(1)');

    const ended = await clone.run(['test'], report({ passed: 1 }));

    expect(ended).toMatchObject({ exitCode: 1, stdout: '' });
    expect(ended.stderr).toContain('The tests need their servers; none was run.');
  });

  it('verify --static: runs every check, names each, and shows why one failed', async () => {
    await using clone = await aClone();

    const ended = await clone.run(['verify', '--static'], { NPM_FAILS: 'lint' });

    expect(ended.stdout).toMatch(
      /^format:check +ok .*\nlint +FAILED .*\nnpm says why not\n\ntypes +ok .*\nunused +ok .*\ndocumented +ok .*\n4 passed, 1 failed\n$/,
    );
    expect(ended.exitCode).toBe(1);
    expect(await clone.npmCalls()).not.toContain(build);
  });

  it('verify: sums up checks and tests', async () => {
    await using clone = await aClone();

    const ended = await clone.run(['verify'], report({ passed: 5, pending: 1 }));

    expect(lastLine(ended.stdout)).toBe('10 passed, 0 failed, 1 skipped');
    expect(ended.exitCode).toBe(0);
  });

  it.each(['SIGTERM', 'SIGINT'] as const)('hands %s on and ends with the child’s exit code', async (signal) => {
    await using clone = await aClone();
    const demo = `process.on('${signal}', () => process.exit(42)); setInterval(() => {}, 1000); console.log('up');`;
    await clone.directory.write('clone/built/src/dev/demo/main.js', demo);
    const child = clone.start(['demo']);
    if (child.stdout) await once(child.stdout, 'data');

    child.kill(signal);

    expect(await once(child, 'exit')).toEqual([42, null]);
  });

  it('does not leave the child behind when it is killed itself', async () => {
    await using clone = await aClone();
    await clone.directory.write(
      'clone/built/src/cli/main.js',
      'setInterval(() => {}, 1000); console.log(process.pid);',
    );
    const child = clone.start(['dev']);
    const [line] = child.stdout ? ((await once(child.stdout, 'data')) as [Buffer]) : [''];

    child.kill('SIGKILL');

    await until(() => !isAlive(Number(line.toString())));
  });
});

describe('.ci/run', () => {
  /** A npm that prints a summary for each of the three parts and ends as told; without a summary it prints nothing. */
  const ciNpm = `#!/bin/sh
echo "$@" >> npm.log
case "$*" in
  test) [ -n "$TESTS" ] && echo "$TESTS"; exit $TESTS_EXIT ;;
  'run test:long') [ -n "$LONG" ] && echo "$LONG"; exit $LONG_EXIT ;;
  *) [ -n "$CHECKS" ] && echo "$CHECKS"; exit $CHECKS_EXIT ;;
esac
`;
  const good = { tests: ['9 passed, 0 failed', 0], long: ['2 passed, 0 failed', 0], checks: ['4 passed, 0 failed', 0] };

  it.each([
    { what: 'all is well', line: '15 passed, 0 failed', exitCode: 0 },
    { what: 'tests fail', tests: ['8 passed, 1 failed', 1], line: '14 passed, 1 failed', exitCode: 1 },
    { what: 'a long test fails', long: ['1 passed, 1 failed', 1], line: '14 passed, 1 failed', exitCode: 1 },
    { what: 'checks fail', checks: ['3 passed, 1 failed', 1], line: '14 passed, 1 failed', exitCode: 1 },
    {
      what: 'some are skipped',
      tests: ['7 passed, 0 failed, 2 skipped', 0],
      line: '13 passed, 0 failed, 2 skipped',
      exitCode: 0,
    },
    { what: 'the tests do not start', tests: ['', 1], line: '6 passed, 1 failed', exitCode: 1 },
    {
      what: 'no test runs',
      tests: ['0 passed, 0 failed', 0],
      long: ['0 passed, 0 failed', 0],
      line: '4 passed, 1 failed',
      exitCode: 1,
    },
    { what: 'npm fails after good tests', tests: ['9 passed, 0 failed', 1], line: '15 passed, 1 failed', exitCode: 1 },
  ])('runs all parts and ends with "$line" when $what', async ({ line, exitCode, ...parts }) => {
    await using clone = await aClone();
    await clone.directory.write('bin/npm', ciNpm, 0o755);
    const { tests, long, checks } = { ...good, ...parts };
    const environment = {
      TESTS: String(tests[0]),
      TESTS_EXIT: String(tests[1]),
      LONG: String(long[0]),
      LONG_EXIT: String(long[1]),
      CHECKS: String(checks[0]),
      CHECKS_EXIT: String(checks[1]),
    };

    const ended = await clone.run(['.ci/run'], environment);

    expect(lastLine(ended.stdout)).toBe(line);
    expect(ended.exitCode).toBe(exitCode);
    expect(await clone.npmCalls()).toEqual(['test', 'run test:long', 'run verify -- --static']);
  });

  it('names what failed again before the last line', async () => {
    await using clone = await aClone();
    await clone.directory.write('bin/npm', ciNpm, 0o755);
    const failing = {
      TESTS: 'FAILED test/a.test.ts: a call rings: twice\n8 passed, 1 failed',
      TESTS_EXIT: '1',
      LONG: '2 passed, 0 failed',
      LONG_EXIT: '0',
      CHECKS: 'types         ok      2.0 s\nlint          FAILED  3.0 s\n3 passed, 1 failed',
      CHECKS_EXIT: '1',
    };

    const ended = await clone.run(['.ci/run'], failing);

    expect(ended.stdout.trimEnd().split('\n').slice(-3)).toEqual([
      'FAILED test/a.test.ts: a call rings: twice',
      'lint          FAILED  3.0 s',
      '13 passed, 2 failed',
    ]);
  });
});
