import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const dist = join(packageRoot(), 'dist');

/** Where `npm run build` puts the bundle that workers load: `dist/workflow-bundle.js`, seen from source and from build alike. */
export const workflowBundlePath = join(dist, 'workflow-bundle.js');

/** The same for workers with encryption keys: there a workflow's failure is a payload, which can be encrypted. What it is made of is decided when the bundle is built. */
export const encryptedWorkflowBundlePath = join(dist, 'workflow-bundle.encrypted.js');

/** Temporal loads it by its path, in the worker and in the bundle. */
export const failureConverterPath = join(dist, 'src', 'encryption', 'failure-converter.js');

function packageRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json'))) folder = dirname(folder);
  return folder;
}
