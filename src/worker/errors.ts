import { RingonceError } from '../client/errors.js';

/** The AWS region or credentials are missing, so nothing could ever be dialled. */
export class AwsSettingsError extends RingonceError {
  override readonly name = 'AwsSettingsError';
  readonly code = 'AWS_SETTINGS';
}

/** The prebuilt workflow bundle is missing. */
export class WorkflowBundleMissingError extends RingonceError {
  override readonly name = 'WorkflowBundleMissingError';
  readonly code = 'WORKFLOW_BUNDLE_MISSING';
  constructor(readonly path: string) {
    super(`The workflow bundle ${path} is missing: run \`npm run build\`.`);
  }
}
