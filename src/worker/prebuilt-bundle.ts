import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { RingonceError } from '../contract/errors.js';

/** The prebuilt workflow bundle is missing. */
export class WorkflowBundleMissingError extends RingonceError {
  override readonly name = 'WorkflowBundleMissingError';
  readonly code = 'WORKFLOW_BUNDLE_MISSING';
  constructor(readonly path: string) {
    super(`The workflow bundle ${path} is missing: run \`npm run build\`.`);
  }
}

/** Where `npm run build` puts the bundle that workers load: `dist/workflow-bundle.js`, seen from source and from build alike. */
export const workflowBundlePath = join(packageRoot(), 'dist', 'workflow-bundle.js');

/** @throws WorkflowBundleMissingError */
export function prebuiltBundle(): { codePath: string } {
  if (!existsSync(workflowBundlePath)) throw new WorkflowBundleMissingError(workflowBundlePath);
  return { codePath: workflowBundlePath };
}

function packageRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json'))) folder = dirname(folder);
  return folder;
}
