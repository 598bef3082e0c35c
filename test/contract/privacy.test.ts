import fc from 'fast-check';
import { expect, it } from 'vitest';
import { formatIssues, parseCall } from '../../src/contract/index.js';
import { aRequest, fullRequest } from './a-request.js';
import { seeded } from './seeded.js';

/** Too special to be part of a message by chance: a name with a mark of its own, a phone number, an address. */
const personal = fc.oneof(
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 30 }).map((name) => `Ødëlle ${name}`),
  fc.stringMatching(/^\+?[1-9]\d{9,30}$/),
  fc.stringMatching(/^[a-z]{3,9}\.[a-z]{3,9}@example\.org$/),
  fc.integer({ min: 1_000_000_000, max: 9_999_999_999 }),
);

/** The value where a text belongs, where none does, as a key and as an unknown member. */
function placesOf(value: string | number): Record<string, unknown>[] {
  const asText = String(value);
  const members = Object.keys(fullRequest).flatMap((member) => [
    { [member]: value },
    { [member]: [value] },
    { [member]: { [asText]: value } },
    { [member]: { [asText]: { Type: value, Value: value } } },
  ]);
  const nested = Object.keys(fullRequest.References.ticket).map((member) => ({
    References: { a: { [member]: value } },
  }));
  return [
    ...members,
    ...nested,
    { [asText]: 1 },
    { References: { a: { Type: 'DATE', Value: value } } },
    { Attributes: { a: { b: value } } },
  ];
}

it('no issue tells a personal value', () => {
  let issuesSeen = 0;
  fc.assert(
    fc.property(personal, (value) => {
      for (const change of placesOf(value)) {
        const parsed = parseCall('order-4711', aRequest(change), { expiresAt: value, [String(value)]: value });
        const told = parsed.ok ? '' : formatIssues(parsed.issues);
        issuesSeen += parsed.ok ? 0 : 1;
        if (told.includes(String(value))) expect.fail(`${JSON.stringify(change)} is told: ${told}`);
      }
    }),
    seeded(40),
  );
  expect(issuesSeen).toBeGreaterThan(1000);
});
