import { mkdir, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { defaultPayloadConverter } from '@temporalio/common';
import { EncryptionCodec } from '../../src/encryption/codec.js';
import { failureConverter } from '../../src/encryption/failure-converter.js';
import { parseKeyRing } from '../../src/encryption/key-ring.js';
import { payloadToJson } from '../../src/encryption/payload-json.js';
import { keyOf } from './encryption-keys.js';
import { aRequest } from './requests.js';

// Run by hand at a release: `npm run ciphertexts -- <release>`.
// What released code has written is never overwritten: it is stored for weeks, and later releases must read it.

/** What one release has encrypted. Keys of tests, in clear on purpose. */
export interface Ciphertexts {
  readonly keys: string;
  readonly payloads: readonly { readonly of: string; readonly plain: object; readonly encrypted: object }[];
}

const [release = 'unreleased'] = process.argv.slice(2);
const folder = fileURLToPath(new URL('../encryption/fixtures/', import.meta.url));
const failure = failureConverter.errorToFailure(new Error('+12065550100 does not answer'), defaultPayloadConverter);
const values = {
  'a request': defaultPayloadConverter.toPayload(aRequest({ Name: 'Zoë Example', Attributes: { key: 'value' } })),
  undefined: defaultPayloadConverter.toPayload(undefined),
  'an empty text': defaultPayloadConverter.toPayload(''),
  bytes: defaultPayloadConverter.toPayload(new Uint8Array([0, 127, 255])),
  'a failure': failure.encodedAttributes ?? {},
};
const ciphertexts: Ciphertexts = { keys: [keyOf('k2', 2), keyOf('k1', 1)].join(','), payloads: [] };
const payloads = await Promise.all(
  ['k1', 'k2'].flatMap((id, index) =>
    Object.entries(values).map(async ([of, payload]) => {
      const [encrypted = {}] = await new EncryptionCodec(parseKeyRing(keyOf(id, index + 1))).encode([payload]);
      return { of: `${of}, with ${id}`, plain: payloadToJson(payload), encrypted: payloadToJson(encrypted) };
    }),
  ),
);
await mkdir(folder, { recursive: true });
// `wx`: fails where there is one.
await writeFile(`${folder}${release}.json`, `${JSON.stringify({ ...ciphertexts, payloads }, undefined, 2)}\n`, {
  flag: 'wx',
});
