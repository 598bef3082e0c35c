import { defaultPayloadConverter, type Payload } from '@temporalio/common';
import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { EncryptionCodec, isEncrypted, keyIdMetadata } from '../../src/encryption/codec.js';
import { DecryptionError, EncryptionKeysError } from '../../src/encryption/errors.js';
import { parseKeyRing } from '../../src/encryption/key-ring.js';
import { keyOf } from '../support/encryption-keys.js';

const codecOf = (...keys: string[]) => new EncryptionCodec(parseKeyRing(keys.join(',')));
const payloadOf = (value: unknown): Payload => defaultPayloadConverter.toPayload(value);
const valueOf = (payload: Payload | undefined): unknown => defaultPayloadConverter.fromPayload(payload ?? {});
const k1 = keyOf('k1', 1);
const k2 = keyOf('k2', 2);

async function one(codec: EncryptionCodec, payload: Payload): Promise<Payload> {
  const [encoded] = await codec.encode([payload]);
  if (encoded === undefined) throw new Error('the codec lost a payload');
  return encoded;
}

describe('the codec', () => {
  it('hides the value and the encoding of a payload, and gives both back', async () => {
    const codec = codecOf(k1);
    const secret = { DestinationPhoneNumber: '+12065550100' };
    const encrypted = await one(codec, payloadOf(secret));
    expect(isEncrypted(encrypted)).toBe(true);
    expect(Object.keys(encrypted.metadata ?? {})).toEqual(['encoding', keyIdMetadata]);
    expect(Buffer.from(encrypted.data ?? []).toString('latin1')).not.toContain('12065550100');
    const [decrypted] = await codec.decode([encrypted]);
    expect(Buffer.from(decrypted?.metadata?.['encoding'] ?? []).toString()).toBe('json/plain');
    expect(valueOf(decrypted)).toEqual(secret);
  });

  it('keeps undefined, empty and binary payloads', async () => {
    const codec = codecOf(k1);
    for (const value of [undefined, null, '', new Uint8Array(), new Uint8Array([0, 255])]) {
      const [decrypted] = await codec.decode([await one(codec, payloadOf(value))]);
      expect(valueOf(decrypted)).toEqual(value);
    }
  });

  it('encrypts the same value differently each time', async () => {
    const codec = codecOf(k1);
    const all = await codec.encode(Array.from({ length: 100 }, () => payloadOf('same')));
    expect(new Set(all.map(({ data }) => Buffer.from(data ?? []).toString('hex'))).size).toBe(100);
  });

  it('after a rotation encrypts with the new key and still reads the old one', async () => {
    const before = await one(codecOf(k1), payloadOf('old'));
    const rotated = codecOf(k2, k1);
    const after = await one(rotated, payloadOf('new'));
    expect(Buffer.from(after.metadata?.[keyIdMetadata] ?? []).toString()).toBe('k2');
    expect((await rotated.decode([before, after])).map(valueOf)).toEqual(['old', 'new']);
  });

  it('passes what others have encoded, and what was stored before there were keys', async () => {
    const foreign: Payload = { metadata: { encoding: Buffer.from('binary/encrypted') }, data: Buffer.from('x') };
    const plain = payloadOf({ a: 1 });
    expect(await codecOf(k1).decode([foreign, plain])).toEqual([foreign, plain]);
  });

  it('without keys encrypts nothing', async () => {
    const payload = payloadOf('plain');
    expect(await codecOf().encode([payload])).toEqual([payload]);
  });

  it.each([
    ['no key is set', [], 'RINGONCE_ENCRYPTION_KEYS is not set'],
    ['only other keys are set', [k2], 'RINGONCE_ENCRYPTION_KEYS has k2'],
  ])('names the missing key when %s', async (_when, keys, why) => {
    const encrypted = await one(codecOf(k1), payloadOf('x'));
    const failed = await codecOf(...keys)
      .decode([encrypted])
      .catch((error: unknown) => error);
    expect(failed).toBeInstanceOf(DecryptionError);
    expect(failed).toMatchObject({ keyId: 'k1', code: 'DECRYPTION' });
    expect((failed as Error).message).toContain(why);
  });

  it('names the key when another key has its ID', async () => {
    const encrypted = await one(codecOf(k1), payloadOf('x'));
    await expect(codecOf(keyOf('k1', 9)).decode([encrypted])).rejects.toThrow(/with the key k1/);
  });

  it('refuses every changed, cut or emptied ciphertext', async () => {
    const codec = codecOf(k1);
    const encrypted = await one(codec, payloadOf({ outcome: 'ANSWERED' }));
    const data = Buffer.from(encrypted.data ?? []);
    const changed = [...data.keys()].map((index) =>
      Buffer.from(data.map((byte, at) => (at === index ? byte ^ 1 : byte))),
    );
    const cut = [...data.keys()].map((length) => data.subarray(0, length));
    for (const bytes of [...changed, ...cut, Buffer.concat([data, Buffer.from([0])])])
      await expect(codec.decode([{ ...encrypted, data: bytes }])).rejects.toBeInstanceOf(DecryptionError);
  });

  it('refuses a payload that claims another key, even one with the same bytes', async () => {
    const encrypted = await one(codecOf(k1), payloadOf('x'));
    const claims = { ...encrypted.metadata, [keyIdMetadata]: Buffer.from('k3') };
    const codec = codecOf(k1, keyOf('k3', 1));
    await expect(codec.decode([{ ...encrypted, metadata: claims }])).rejects.toBeInstanceOf(DecryptionError);
  });
});

describe('the key ring', () => {
  it.each([
    ['k1', 'does not begin with an ID'],
    [randomBytes(32).toString('base64'), 'does not begin with an ID'],
    ['k 1:AAAA', 'does not begin with an ID'],
    ['k1:', 'is not 32 bytes'],
    [`k1:${Buffer.alloc(16).toString('base64')}`, 'is not 32 bytes'],
    [`${k1},k2:!!!`, 'Entry 2'],
    [`${k1},${k1}`, 'two keys with the ID k1'],
    [`${k1},`, 'Entry 2'],
  ])('refuses %j and quotes no key', (written, why) => {
    const parse = () => parseKeyRing(written);
    expect(parse).toThrow(EncryptionKeysError);
    expect(parse).toThrow(why);
    const key = written.split(':').at(-1) ?? '';
    if (key.length > 8) expect(parse).not.toThrow(key);
  });

  it('takes base64url and blanks around entries', () => {
    const ring = parseKeyRing(` k1:${Buffer.alloc(32, 255).toString('base64url')} , ${k2}`);
    expect(ring?.activeId).toBe('k1');
    expect([...(ring?.keys.keys() ?? [])]).toEqual(['k1', 'k2']);
  });

  it.each([undefined, '', '  '])('is none for %j', (written) => expect(parseKeyRing(written)).toBeUndefined());
});
