import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { DataConverter } from '@temporalio/common';
import { RingonceError } from '../contract/errors.js';
import { packageRoot } from '../package-version.js';

/** The prebuilt workflow bundle is missing. */
export class WorkflowBundleMissingError extends RingonceError {
  override readonly name = 'WorkflowBundleMissingError';
  readonly code = 'WORKFLOW_BUNDLE_MISSING';
  constructor(readonly path: string) {
    super(`The workflow bundle ${path} is missing: run \`npm run build\`.`);
  }
}

const dist = join(packageRoot(), 'dist');

/** Where `npm run build` puts the bundle that workers load: `dist/workflow-bundle.js`, seen from source and from build alike. */
export const workflowBundlePath = join(dist, 'workflow-bundle.js');

/** The same for workers with encryption keys: there a workflow's failure is a payload. That is decided when the bundle is built. */
export const encryptedWorkflowBundlePath = join(dist, 'workflow-bundle.encrypted.js');

/** Temporal loads it by its path, in the worker and in the bundle. */
export const failureConverterPath = join(dist, 'src', 'encryption', 'failure-converter.js');

/** @throws WorkflowBundleMissingError */
export function prebuiltBundle({ failureConverterPath: path }: DataConverter): { codePath: string } {
  const codePath = path === undefined ? workflowBundlePath : encryptedWorkflowBundlePath;
  if (!existsSync(codePath)) throw new WorkflowBundleMissingError(codePath);
  return { codePath };
}
