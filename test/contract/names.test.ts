import { expect, it } from 'vitest';
import { linePoolId } from '../../src/contract/names.js';

it('an instance has one pool, however a request names it', () => {
  const id = '846ec553-a005-41c0-8341-000000000001';
  const arn = `arn:aws:connect:us-west-2:123456789012:instance/${id}`;
  expect([id, id.toUpperCase(), arn].map(linePoolId)).toEqual(Array(3).fill(`ringonce-lines-${id}`));
});
