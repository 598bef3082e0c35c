import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { join } from 'node:path';
import { defaultPayloadConverter, toPayloads, type Payload } from '@temporalio/common';
import { describe, expect, it } from 'vitest';
import { projectRoot } from '../../src/dev/project-root.js';
import { EncryptionCodec } from '../../src/encryption/codec.js';
import { parseKeyRing } from '../../src/encryption/key-ring.js';
import { payloadsFromJson, payloadToJson } from '../../src/encryption/payload-json.js';
import { goProgram, pythonWithSdk } from '../../tools/for-tests/other-languages.js';
import { keyOf } from '../support/encryption-keys.js';
import { aRequest } from '../support/requests.js';
import type { Ciphertexts } from '../support/save-ciphertexts.js';

/** The codecs that docs/encryption.md shows, against ours. */
const read = (path: string): string => readFileSync(join(projectRoot(), path), 'utf8');
const python = await pythonWithSdk();
const go = await goProgram('recode', {
  'main.go': read('test/other-languages/recode/main.go'),
  'codec/codec.go': read('examples/codec/go/codec.go'),
});
const here = (path: string): string => join(projectRoot(), path);
const commands: Readonly<Record<string, readonly string[] | undefined>> = {
  Python:
    python === undefined ? undefined : [python, here('test/other-languages/recode.py'), here('examples/codec/python')],
  Go: go === undefined ? undefined : [go],
};
for (const [language, command] of Object.entries(commands))
  if (command === undefined) console.warn(`${language} is not installed: its codec is not tried`);

type How = 'encode' | 'decode';

interface Given {
  readonly keys: string;
  readonly payloads: readonly Payload[];
}

async function recode([file = '', ...args]: readonly string[], how: How, { keys, payloads }: Given) {
  const child = spawn(file, [...args, how], { env: { ...process.env, RINGONCE_ENCRYPTION_KEYS: keys } });
  const printed = Promise.all([text(child.stdout), text(child.stderr)]);
  child.stdin.end(JSON.stringify({ payloads: payloads.map(payloadToJson) }));
  const [stdout, stderr] = await printed;
  if (stdout === '') throw new Error(stderr);
  return (payloadsFromJson(JSON.parse(stdout)) ?? []).map(({ payload }) => payload);
}

const inJson = (payloads: readonly Payload[]) => payloads.map(payloadToJson);
const plain =
  toPayloads(defaultPayloadConverter, aRequest({ Name: 'Zoë 🎧', Attributes: { empty: '' } }), [], null) ?? [];
const [k1, k2] = [keyOf('k1', 1), keyOf('k2.new', 250)];

describe.each(Object.entries(commands).flatMap(([language, command]) => (command ? [{ language, command }] : [])))(
  'the codec in $language',
  ({ command }) => {
    it('decrypts what ringonce has encrypted, with whichever key', async () => {
      const old = await new EncryptionCodec(parseKeyRing(k1)).encode(plain);
      expect(inJson(old)).not.toEqual(inJson(plain));
      const decoded = await recode(command, 'decode', {
        keys: `${k2}, ${k1}`,
        payloads: [...old, ...plain.slice(0, 1)],
      });
      expect(inJson(decoded)).toEqual(inJson([...plain, ...plain.slice(0, 1)]));
    });

    it('decrypts what released versions have stored', async () => {
      const { keys, payloads } = JSON.parse(read('test/encryption/fixtures/0.6.0.json')) as Ciphertexts;
      const stored = payloadsFromJson({ payloads: payloads.map(({ encrypted }) => encrypted) }) ?? [];
      const decoded = await recode(command, 'decode', { keys, payloads: stored.map(({ payload }) => payload) });
      expect(inJson(decoded)).toEqual(payloads.map(({ plain }) => plain));
      expect(payloads.length).toBeGreaterThanOrEqual(10);
    });

    it('encrypts with the first key what ringonce decrypts', async () => {
      // As in a URL: both alphabets are base64.
      const encoded = await recode(command, 'encode', {
        keys: `${k2.replaceAll('+', '-').replaceAll('/', '_')},${k1}`,
        payloads: plain,
      });
      expect(encoded.map(({ metadata }) => Buffer.from(metadata?.['encryption-key-id'] ?? []).toString())).toEqual(
        plain.map(() => 'k2.new'),
      );
      expect(inJson(await new EncryptionCodec(parseKeyRing(k2)).decode(encoded))).toEqual(inJson(plain));
      const again = await recode(command, 'encode', { keys: k2, payloads: plain });
      expect(inJson(again)).not.toEqual(inJson(encoded));
    });

    it('refuses what was changed, and what it has no key for', async () => {
      const [payload] = await new EncryptionCodec(parseKeyRing(k1)).encode(plain);
      if (payload?.data == null) throw new Error('It was not encrypted.');
      const data = Uint8Array.from(payload.data, (byte, index) => (index === 20 ? byte ^ 1 : byte));
      await expect(recode(command, 'decode', { keys: k1, payloads: [{ ...payload, data }] })).rejects.toThrow(
        /cannot be decrypted .* k1/,
      );
      const short = { ...payload, data: payload.data.subarray(0, 5) };
      await expect(recode(command, 'decode', { keys: k1, payloads: [short] })).rejects.toThrow(/k1/);
      await expect(recode(command, 'decode', { keys: k2, payloads: [payload] })).rejects.toThrow(
        /with the key k1, which is not among/,
      );
    });

    it.each(['', 'k1', 'k1:abc', `${k1},${k1}`, `a b${k1}`])(
      'refuses the keys %j, without a word of them',
      async (keys) => {
        const refused = recode(command, 'encode', { keys, payloads: plain });
        await expect(refused).rejects.toThrow(/ntry \d of the keys/);
        await expect(refused).rejects.not.toThrow('AQEBAQ');
      },
    );
  },
);
