// Makes both tarballs, ringonce and ringonce-client, of what is built: node tools/pack.mjs [DIRECTORY]
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fromRoot, runProgram, StepFailed } from './children.mjs';
import { writeClientPackage } from './client-package.mjs';

const destination = resolve(process.argv[2] ?? '.');
const clientPackage = mkdtempSync(join(tmpdir(), 'ringonce-client-'));
try {
  await writeClientPackage(clientPackage);
  for (const source of [fromRoot('.'), clientPackage]) {
    const exitCode = await runProgram('npm', [
      'pack',
      '--ignore-scripts',
      '--silent',
      '--pack-destination',
      destination,
      source,
    ]);
    if (exitCode !== 0) throw new StepFailed(`npm pack of ${source} failed.`, exitCode);
  }
} finally {
  rmSync(clientPackage, { recursive: true, force: true });
}
