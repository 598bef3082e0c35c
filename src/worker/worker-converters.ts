import type { DataConverter } from '@temporalio/common';
import { chooseDataConverter, hasEncryptionKeys } from '../encryption/data-converter.js';
import { EncryptionKeysError } from '../encryption/errors.js';
import { keysVariable } from '../encryption/key-ring.js';
import { failureConverterPath } from './prebuilt-bundle.js';
import { tellingUnreadable } from './unreadable-dials.js';

/** `true`: a worker may run without keys where `NODE_ENV` is `production`. */
const allowedVariable = 'RINGONCE_ALLOW_UNENCRYPTED';

interface WorkerConverters {
  readonly dataConverter: DataConverter;
  /** Of workers that dial. */
  readonly dialsConverter: DataConverter;
  /** That payloads are not encrypted. */
  readonly warning?: string;
}

/** @throws EncryptionKeysError, also when there are none in production, unless that was allowed */
export function chooseWorkerConverters(env: NodeJS.ProcessEnv = process.env): WorkerConverters {
  const converter = chooseDataConverter(env);
  const hasKeys = hasEncryptionKeys(env);
  if (!hasKeys && env['NODE_ENV'] === 'production' && env[allowedVariable] !== 'true')
    throw new EncryptionKeysError(
      `${keysVariable} is not set, and NODE_ENV is production: phone numbers and names would be stored in clear. Set the keys, or ${allowedVariable}=true.`,
    );
  // With keys the messages of failures are payloads too, which are encrypted.
  const dataConverter = hasKeys ? { ...converter, failureConverterPath } : converter;
  const dialsConverter = { ...dataConverter, payloadCodecs: converter.payloadCodecs?.map(tellingUnreadable) ?? [] };
  if (hasKeys) return { dataConverter, dialsConverter };
  const warning = `${keysVariable} is not set: phone numbers and names are stored in clear in the Temporal server's histories`;
  return { dataConverter, dialsConverter, warning };
}
