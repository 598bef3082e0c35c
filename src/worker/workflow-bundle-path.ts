import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Where `npm run build` puts the bundle that workers load: `dist/workflow-bundle.js`, seen from source and from build alike. */
export const workflowBundlePath = join(packageRoot(), 'dist', 'workflow-bundle.js');

function packageRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json'))) folder = dirname(folder);
  return folder;
}
