import type { ConnectClient } from '@aws-sdk/client-connect';
import { RingonceError } from '../contract/errors.js';

/** The AWS region or credentials are missing, so nothing could ever be asked of Amazon Connect. */
export class AwsSettingsError extends RingonceError {
  override readonly name = 'AwsSettingsError';
  readonly code = 'AWS_SETTINGS';
}

/**
 * Asks AWS's own settings for region and credentials before the first call needs them.
 * @throws AwsSettingsError
 */
export async function requireAwsSettings(connect: ConnectClient): Promise<void> {
  await found('region', connect.config.region, 'set AWS_REGION, or the region of your profile');
  await found(
    'credentials',
    connect.config.credentials,
    'set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, AWS_PROFILE, or give the machine a role',
  );
}

async function found(what: string, provide: () => Promise<unknown>, remedy: string): Promise<void> {
  try {
    await provide();
  } catch (error) {
    throw new AwsSettingsError(`AWS ${what} not found: ${remedy}.`, { cause: error });
  }
}
