import { RingonceError } from '../contract/errors.js';

/** The prebuilt workflow bundle is missing. */
export class WorkflowBundleMissingError extends RingonceError {
  override readonly name = 'WorkflowBundleMissingError';
  readonly code = 'WORKFLOW_BUNDLE_MISSING';
  constructor(readonly path: string) {
    super(`The workflow bundle ${path} is missing: run \`npm run build\`.`);
  }
}
