// Gets the servers, then runs vitest and counts from its JSON report: its own summary is for people and changes with its version.
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fromRoot, runNode, StepFailed } from './children.mjs';

export async function runTests(args) {
  const prepared = await runNode([fromRoot('node_modules/tsx/dist/cli.mjs'), fromRoot('tools/for-tests/prepare.ts')]);
  if (prepared !== 0) throw new StepFailed('The tests need their servers; none was run.', prepared);

  const directory = mkdtempSync(join(tmpdir(), 'ringonce-tests-'));
  const report = join(directory, 'report.json');
  try {
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
    const exitCode = await runNode([fromRoot('node_modules/vitest/vitest.mjs'), 'run', ...reporters, ...args]);
    if (!existsSync(report)) throw new StepFailed(`vitest ended with ${exitCode} and left no report.`, exitCode || 1);
    return countsOf(JSON.parse(readFileSync(report, 'utf8')), exitCode);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

function countsOf(report, exitCode) {
  // A file that fails before its first test (an import, a hook) has no failed test of its own.
  const filesWithoutTests = report.testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && !assertionResults.some((test) => test.status === 'failed'),
  );
  const failed = report.numFailedTests + filesWithoutTests.length;
  return {
    passed: report.numPassedTests,
    // An unhandled rejection between tests, or no test found: vitest fails and no test does.
    failed: exitCode !== 0 && failed === 0 ? 1 : failed,
    skipped: report.numPendingTests + report.numTodoTests,
  };
}
