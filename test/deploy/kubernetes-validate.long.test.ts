import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { projectRoot } from '../../src/dev/project-root.js';
import { pythonWithDeployTools } from '../../tools/for-tests/deploy-tools.js';

const folder = join(projectRoot(), 'deploy', 'kubernetes');

const python = (await pythonWithDeployTools()) ?? '';
if (python === '') console.warn('Python is not installed: deploy/kubernetes is not validated');

it.runIf(python !== '').each(readdirSync(folder))('%s is what Kubernetes takes', async (file) => {
  const validate = ['-m', 'kubernetes_validate', '--strict', join(folder, file)];

  const { stdout, stderr } = await promisify(execFile)(python, validate);

  const lines = `${stdout}${stderr}`.trim().split('\n');
  expect(lines.filter((line) => !/^INFO .* passed for resource /.test(line))).toEqual([]);
  expect(lines.length).toBeGreaterThan(0);
});
