// Gets the servers, then runs vitest and counts from its JSON report: its own summary is for people and changes with its version.
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { fromRoot, runNode, StepFailed } from './children.mjs';

/** vitest's projects of each npm script; vitest.config.ts says what belongs to which. */
const projectsOf = { test: ['shared', 'alone'], 'test:long': ['long'] };

const slowestFiles = 10;

export async function runTests(script, args) {
  const prepared = await runNode([fromRoot('node_modules/tsx/dist/cli.mjs'), fromRoot('tools/for-tests/prepare.ts')]);
  if (prepared !== 0) throw new StepFailed('The tests need their servers; none was run.', prepared);

  const directory = mkdtempSync(join(tmpdir(), 'ringonce-tests-'));
  const report = join(directory, 'report.json');
  try {
    const projects = projectsOf[script].map((name) => `--project=${name}`);
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
    const options = ['run', ...projects, ...reporters, ...args];
    const exitCode = await runNode([fromRoot('node_modules/vitest/vitest.mjs'), ...options]);
    if (!existsSync(report)) throw new StepFailed(`vitest ended with ${exitCode} and left no report.`, exitCode || 1);
    const results = JSON.parse(readFileSync(report, 'utf8'));
    listSlowest(results);
    listFailed(results);
    return countsOf(results, exitCode);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

function listSlowest({ testResults }) {
  const files = testResults
    .map(({ name, startTime, endTime }) => ({ name, seconds: (endTime - startTime) / 1000 }))
    .sort((a, b) => b.seconds - a.seconds);
  console.log('The slowest files:');
  for (const { name, seconds } of files.slice(0, slowestFiles)) {
    console.log(`${seconds.toFixed(1).padStart(7)} s  ${relative(fromRoot('.'), name)}`);
  }
}

/** One line each, beginning with FAILED: a log of thousands of lines is cut from its beginning, and .ci/run prints these again at its end. */
function listFailed({ testResults }) {
  for (const { name, message, assertionResults, status } of testResults) {
    const file = relative(fromRoot('.'), name);
    const failed = failedOf(assertionResults);
    for (const { fullName, failureMessages } of failed)
      console.log(`FAILED ${file}: ${fullName}: ${firstLine(failureMessages[0])}`);
    if (status === 'failed' && failed.length === 0) console.log(`FAILED ${file}: ${firstLine(message)}`);
  }
}

const failedOf = (tests) => tests.filter(({ status }) => status === 'failed');

const firstLine = (text = '') => stripVTControlCharacters(text).trim().split('\n')[0].slice(0, 500);

function countsOf(report, exitCode) {
  // A file that fails before its first test (an import, a hook) has no failed test of its own.
  const filesWithoutTests = report.testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && failedOf(assertionResults).length === 0,
  );
  const failed = report.numFailedTests + filesWithoutTests.length;
  return {
    passed: report.numPassedTests,
    // An unhandled rejection between tests, or no test found: vitest fails and no test does.
    failed: exitCode !== 0 && failed === 0 ? 1 : failed,
    skipped: report.numPendingTests + report.numTodoTests,
  };
}
