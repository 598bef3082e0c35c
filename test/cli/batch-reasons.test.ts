import { expect, it } from 'vitest';
import { createBatchReasons } from '../../src/cli/batch-reasons.js';

const closed = { member: 'options.callingHours', message: 'are not open once before expiresAt' };
const noPlus = { member: 'DestinationPhoneNumber', message: 'must be E.164: has no +' };
const invalid = (row: number, ...issues: (typeof closed)[]) => ({ row, verdict: 'invalid', issues });

/** The terminal said "1,204 rows: 1,200 started, 4 invalid", and no word of why. */
it('the end of a batch tells the three most frequent reasons, and how many others there are', () => {
  const reasons = createBatchReasons();
  for (const row of [1, 2, 3]) reasons.count(invalid(row, closed));
  reasons.count(invalid(4, noPlus, closed));
  reasons.count(invalid(5, noPlus));
  reasons.count({ row: 6, verdict: 'conflict', members: ['DestinationPhoneNumber', 'Name'] });
  reasons.count({ row: 7, verdict: 'conflict', members: ['DestinationPhoneNumber', 'Name'] });
  reasons.count({ row: 8, verdict: 'conflict', members: [], reason: 'the ID belongs to another kind of workflow' });
  reasons.count({ row: 9, verdict: 'finished', nothingRang: true, outcome: 'EXPIRED' });
  reasons.count({ row: 10, verdict: 'finished', outcome: 'BUSY' });

  expect(reasons.lines()).toEqual([
    '  4 × invalid: options.callingHours: are not open once before expiresAt',
    '  2 × invalid: DestinationPhoneNumber: must be E.164: has no +',
    '  2 × conflict: the ID stands for a request with another DestinationPhoneNumber, Name',
    '  and 2 other reasons: the verdicts tell them',
  ]);
});

it('rows that ended without a ring, failed ones and warnings have their lines, and a batch without any has none', () => {
  const reasons = createBatchReasons();
  reasons.count({ row: 1, verdict: 'started' });
  expect(reasons.lines()).toEqual([]);

  reasons.count({ row: 2, verdict: 'finished', nothingRang: true, outcome: 'EXPIRED' });
  reasons.count({ row: 3, verdict: 'failed', reason: 'BlobSize' });
  reasons.count({ row: 4, verdict: 'started', warning: 'has the number of row 1 under another ID' });

  expect(reasons.lines()).toEqual([
    '  1 × finished without a ring: EXPIRED',
    '  1 × failed: BlobSize',
    '  1 × warning: the number stands in an earlier row under another ID; somebody may be called twice',
  ]);
});
