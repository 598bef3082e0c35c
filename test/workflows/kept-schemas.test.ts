import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, it, vi } from 'vitest';
import { parseCall, parseFollowUp } from '../../src/contract/index.js';
import type * as shapes from '../../src/contract/shapes.js';
import { aRequest } from '../support/requests.js';

/** In a process of its own, for a module is replaced: schemas that `once` keeps for the life of the process, and in the sandbox for all workflows. */
const kept = vi.hoisted(() => [] as (() => unknown)[]);
vi.mock('../../src/contract/shapes.js', async (importOriginal) => {
  const original = await importOriginal<typeof shapes>();
  const once = <T>(create: () => T) => {
    const get = original.once(create);
    kept.push(get);
    return get;
  };
  return { ...original, once };
});

/** Words that are in nothing but the input of a call. */
const words = ['+12065550177', 'name-of-a-callee', 'why-it-is-called', 'Atlantis/Capital', 'no-such-option'];

/** Everything that a person may be known by, in members that are right and in some that are wrong. */
function inputs() {
  const [DestinationPhoneNumber, name = '', fairnessKey, zone, wrong = ''] = words;
  const right = aRequest({ ...(DestinationPhoneNumber && { DestinationPhoneNumber }), Attributes: { name } });
  return [
    { request: right, options: { fairnessKey, tracking: 'none', notBefore: '2031-01-01T09:00:00Z' } },
    { request: { ...right, Attributes: { [name]: 7 }, [wrong]: name }, options: { callingHours: { timeZone: zone } } },
    { request: name, options: { [wrong]: DestinationPhoneNumber, expiresAt: name, priority: name } },
  ];
}

/** @returns the inputs, as long as anybody holds them */
function parseAll(): WeakRef<object>[] {
  return inputs().flatMap(({ request, options }) => {
    parseCall('an-id', request, options);
    parseFollowUp('an-id', request, { ...options, maxAttempts: 3 });
    return [request, options, typeof request === 'object' ? request.Attributes : undefined]
      .filter((input) => typeof input === 'object')
      .map((input) => new WeakRef<object>(input));
  });
}

/** All text that is reached from a value, by names, symbols and in collections. */
function textIn(value: unknown, seen: Set<unknown>): string[] {
  if (typeof value === 'string') return [value];
  if (value === null || !(typeof value === 'object' || typeof value === 'function') || seen.has(value)) return [];
  seen.add(value);
  const entries: unknown[] = value instanceof Map || value instanceof Set ? [...value].flat() : [];
  const members = Reflect.ownKeys(value).flatMap((key) => {
    const member: unknown = Object.getOwnPropertyDescriptor(value, key)?.value;
    return [key, member];
  });
  return [...entries, ...members].flatMap((part) => textIn(part, seen));
}

it('schemas that are kept hold no input of a call', async () => {
  const parsed = parseAll();
  expect(parsed.length).toBeGreaterThan(6);
  const seen = new Set<unknown>();
  const text = kept.flatMap((get) => textIn(get(), seen));
  expect(text).toContain('DestinationPhoneNumber');
  expect(text.filter((found) => words.some((word) => found.includes(word)))).toEqual([]);

  // Nor do their functions, into which nobody can look.
  setFlagsFromString('--expose-gc');
  await new Promise((resolve) => setImmediate(resolve));
  (runInNewContext('gc') as () => void)();
  expect(parsed.filter((input) => input.deref() !== undefined)).toEqual([]);
});
