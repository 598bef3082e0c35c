import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { WorkerOptions } from '@temporalio/worker';
import { bundleWorkflows } from '../src/worker/workflow-bundle.js';
import { workflowBundlePath } from '../src/worker/prebuilt-bundle.js';

type WorkflowBundle = NonNullable<WorkerOptions['workflowBundle']>;

/**
 * What users' workers load. One made from TypeScript would be another: the SDK compiles that to older JavaScript, and each cached
 * workflow takes more.
 *
 * @throws Error when the project has not been built
 */
export function ringonceBundle(): WorkflowBundle {
  if (!existsSync(workflowBundlePath)) throw new Error('The built project is measured: npm run build');
  return { codePath: workflowBundlePath };
}

/** The bare workflows, through the same bundler. They hold nothing that older JavaScript would say at greater length. */
export const bareBundle = (): Promise<WorkflowBundle> =>
  bundleWorkflows(fileURLToPath(new URL('./bare-workflows.ts', import.meta.url)));
