import { expect, it } from 'vitest';
import { lineDialQueue, linesWorkflowId } from '../../src/contract/names.js';

it('an instance has one workflow and one queue for its lines, however a request names it', () => {
  const id = '846ec553-a005-41c0-8341-000000000001';
  const arn = `arn:aws:connect:us-west-2:123456789012:instance/${id}`;
  expect([id, id.toUpperCase(), arn].map(linesWorkflowId)).toEqual(Array(3).fill(`ringonce-lines-${id}`));
  expect([id, id.toUpperCase(), arn].map(lineDialQueue)).toEqual(Array(3).fill(`ringonce-dial-${id}`));
});
