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

/**
 * Where `npm run build` puts the bundles that workers load, seen from source and from build alike. With encryption keys a workflow's failure is
 * a payload; a traced workflow has OpenTelemetry's interceptors. Both are decided when a bundle is built.
 */
export function bundlePath({ isEncrypted = false, isTraced = false }: BundleKind): string {
  return join(dist, `workflow-bundle${isTraced ? '.traced' : ''}${isEncrypted ? '.encrypted' : ''}.js`);
}

interface BundleKind {
  readonly isEncrypted?: boolean;
  readonly isTraced?: boolean;
}

export const workflowBundlePath = bundlePath({});
export const encryptedWorkflowBundlePath = bundlePath({ isEncrypted: true });

/** Temporal loads it by its path, in the worker and in the bundle. */
export const failureConverterPath = join(dist, 'src', 'encryption', 'failure-converter.js');

/** @throws WorkflowBundleMissingError */
export function prebuiltBundle(
  { failureConverterPath: path }: DataConverter,
  { isTraced = false }: Pick<BundleKind, 'isTraced'>,
): { codePath: string } {
  const codePath = bundlePath({ isEncrypted: path !== undefined, isTraced });
  if (!existsSync(codePath)) throw new WorkflowBundleMissingError(codePath);
  return { codePath };
}
