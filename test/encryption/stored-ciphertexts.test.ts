import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { EncryptionCodec } from '../../src/encryption/codec.js';
import { parseKeyRing } from '../../src/encryption/key-ring.js';
import { payloadsFromJson, payloadToJson } from '../../src/encryption/payload-json.js';
import type { Ciphertexts } from '../support/save-ciphertexts.js';

/** What each release has written: `npm run ciphertexts -- <release>`. */
const folder = new URL('fixtures/', import.meta.url);
const releases = readdirSync(folder);

describe('ciphertexts of released code', () => {
  it('are there', () => expect(releases).toContain('0.6.0.json'));

  it.each(releases)('%s are read', async (release) => {
    const { keys, payloads } = JSON.parse(readFileSync(new URL(release, folder), 'utf8')) as Ciphertexts;
    const stored = payloadsFromJson({ payloads: payloads.map(({ encrypted }) => encrypted) }) ?? [];
    const decoded = await new EncryptionCodec(parseKeyRing(keys)).decode(stored.map(({ payload }) => payload));
    expect(decoded.map(payloadToJson)).toEqual(payloads.map(({ plain }) => plain));
    expect(payloads.length).toBeGreaterThanOrEqual(10);
  });
});
