import { RingonceError } from '../contract/errors.js';

/** The AWS region or credentials are missing, so nothing could ever be asked of Amazon Connect. */
export class AwsSettingsError extends RingonceError {
  override readonly name = 'AwsSettingsError';
  readonly code = 'AWS_SETTINGS';
}
