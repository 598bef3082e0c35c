// The half of `npm run verify` that runs nothing of ours. All checks are run: one answer with everything is worth more than the first.
import { runProgram } from './children.mjs';

const checks = ['format:check', 'lint', 'types', 'unused', 'documented'];

export async function runStaticChecks() {
  const counts = { passed: 0, failed: 0, skipped: 0 };
  for (const check of checks) {
    const startedAt = Date.now();
    let output = '';
    const exitCode = await runProgram('npm', ['run', '--silent', check], { onOutput: (text) => (output += text) });
    const verdict = exitCode === 0 ? 'ok' : 'FAILED';
    console.log(`${check.padEnd(14)}${verdict.padEnd(8)}${((Date.now() - startedAt) / 1000).toFixed(1)} s`);
    if (exitCode === 0) counts.passed += 1;
    else {
      counts.failed += 1;
      console.log(output);
    }
  }
  return counts;
}
