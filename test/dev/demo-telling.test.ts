import { describe, expect, it } from 'vitest';
import { brokenPromises } from '../../src/dev/demo/telling.js';

describe('brokenPromises', () => {
  const placed = { workflowId: 'order-1', happened: 'PLACED', end: 'PLACED', expected: 'PLACED', rings: 1 } as const;

  it.each([
    { what: 'one ring a placed call', results: [placed], rings: 1, broken: [] },
    { what: 'two rings', results: [{ ...placed, rings: 2 }], rings: 2, broken: ['order-1 rang 2 times instead of 1'] },
    { what: 'no ring', results: [{ ...placed, rings: 0 }], rings: 0, broken: ['order-1 rang 0 times instead of 1'] },
    {
      what: 'a refused call that rings',
      results: [{ ...placed, end: 'refused', expected: 'refused' } as const],
      rings: 1,
      broken: ['order-1 rang 1 times instead of 0'],
    },
    {
      what: 'a call that ends otherwise',
      results: [{ ...placed, end: 'UNKNOWN' } as const],
      rings: 1,
      broken: ['order-1 should have been PLACED'],
    },
    { what: "a ring that is nobody's", results: [placed], rings: 2, broken: ["1 phones rang for nobody's call"] },
  ])('sees $what', ({ results, rings, broken }) => {
    expect(brokenPromises(results, rings)).toEqual(broken);
  });
});
