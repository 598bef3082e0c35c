import { expect, it } from 'vitest';
import { surelyNothingSent, type DialRecord } from '../../src/connect/resend-window.js';

const record = (change: Partial<DialRecord> = {}): DialRecord => ({
  attempt: 1,
  writtenAtMs: 5,
  settled: true,
  ...change,
});

it.each([
  { when: 'no worker took it yet', nextAttempt: 1, hasStarted: false, record: undefined, surely: true },
  { when: 'reset, its record dropped', nextAttempt: 1, hasStarted: true, record: undefined, surely: false },
  { when: 'the attempt before said nothing', nextAttempt: 2, hasStarted: true, record: undefined, surely: false },
  { when: 'the same, seen as never started', nextAttempt: 2, hasStarted: false, record: undefined, surely: false },
  {
    when: 'the attempt before got a definite answer',
    nextAttempt: 2,
    hasStarted: true,
    record: record(),
    surely: true,
  },
  {
    when: 'the attempt before may have placed it',
    nextAttempt: 2,
    hasStarted: true,
    record: record({ maybePlacedSinceMs: 4 }),
    surely: false,
  },
  {
    when: 'the attempt before died while it sent',
    nextAttempt: 2,
    hasStarted: true,
    record: record({ settled: false }),
    surely: false,
  },
  {
    when: 'the attempt before last spoke, the last did not',
    nextAttempt: 3,
    hasStarted: true,
    record: record(),
    surely: false,
  },
  { when: 'reset, its record kept', nextAttempt: 1, hasStarted: true, record: record(), surely: false },
  {
    when: 'reset, the record of a later number kept',
    nextAttempt: 2,
    hasStarted: true,
    record: record({ attempt: 4 }),
    surely: false,
  },
])('$when: surely nothing sent is $surely', ({ surely, nextAttempt, hasStarted, record: kept }) => {
  expect(surelyNothingSent({ nextAttempt, hasStarted, record: kept })).toBe(surely);
});
