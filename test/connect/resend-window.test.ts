import { describe, expect, it } from 'vitest';
import {
  asDialRecord,
  maybePlacedSince,
  mayDial,
  needsRecordBeforeSend,
  nextDialStep,
  type AttemptFacts,
  type DialRecord,
} from '../../src/connect/resend-window.js';

const minute = 60_000;

/** A true first attempt, dialled when it was scheduled; what a test sets is what it is about. */
const facts = (change: Partial<AttemptFacts> = {}): AttemptFacts => ({
  attempt: 1,
  scheduledAtMs: 1_000,
  attemptScheduledAtMs: change.attempt === undefined ? 1_000 : 50_000,
  record: undefined,
  earlierRunSinceMs: undefined,
  ...change,
});
const record = (change: Partial<DialRecord> = {}): DialRecord => ({
  attempt: 1,
  writtenAtMs: 3_000,
  settled: true,
  ...change,
});

describe('the call may be placed', () => {
  it.each<{ when: string; known: AttemptFacts; since: number | undefined }>([
    { when: 'a first attempt', known: facts(), since: undefined },
    { when: 'a first attempt after an operator’s reset', known: facts({ attemptScheduledAtMs: 1_001 }), since: 1_000 },
    { when: 'the one before said nothing', known: facts({ attempt: 2 }), since: 1_000 },
    { when: 'the one before got a definite answer', known: facts({ attempt: 2, record: record() }), since: undefined },
    {
      when: 'the one before said it might',
      known: facts({ attempt: 2, record: record({ maybePlacedSinceMs: 2_000 }) }),
      since: 2_000,
    },
    {
      when: 'the one before died while it sent',
      known: facts({ attempt: 2, record: record({ settled: false }) }),
      since: 3_000,
    },
    { when: 'the one before is not the one that spoke', known: facts({ attempt: 3, record: record() }), since: 3_000 },
    {
      when: 'a reset kept another attempt’s record',
      known: facts({ attempt: 1, record: record({ attempt: 4 }) }),
      since: 3_000,
    },
    { when: 'a later number spoke', known: facts({ attempt: 2, record: record({ attempt: 2 }) }), since: 3_000 },
    { when: 'the workflow was reset', known: facts({ earlierRunSinceMs: 400 }), since: 400 },
    {
      when: 'the workflow was reset, and more is known',
      known: facts({ attempt: 2, earlierRunSinceMs: 400 }),
      since: 400,
    },
  ])('$when: since $since', ({ known, since }) => {
    expect(maybePlacedSince(known)).toBe(since);
  });
});

describe('the send is put on record first', () => {
  it.each<{ when: string; known: AttemptFacts; nowMs: number; windowMs: number; is: boolean }>([
    { when: 'dialled at once', known: facts(), nowMs: 1_200, windowMs: 15 * minute, is: false },
    { when: 'after 5 s in the queue', known: facts(), nowMs: 6_000, windowMs: 15 * minute, is: false },
    { when: 'after more than 5 s', known: facts(), nowMs: 6_001, windowMs: 15 * minute, is: true },
    { when: 'after a tenth of a short window', known: facts(), nowMs: 2_000, windowMs: 10_000, is: false },
    { when: 'after more than a tenth of it', known: facts(), nowMs: 2_001, windowMs: 10_000, is: true },
    { when: 'without a window there is nothing to gain', known: facts(), nowMs: 9e9, windowMs: 0, is: false },
    {
      when: 'the record says nothing was sent',
      known: facts({ attempt: 2, record: record() }),
      nowMs: 3_001,
      windowMs: 15 * minute,
      is: true,
    },
    {
      when: 'the same without a window',
      known: facts({ attempt: 2, record: record() }),
      nowMs: 3_001,
      windowMs: 0,
      is: true,
    },
    {
      when: 'a reset kept a record that says so',
      known: facts({ record: record() }),
      nowMs: 3_001,
      windowMs: 15 * minute,
      is: true,
    },
    {
      when: 'the record says it may be',
      known: facts({ attempt: 2, record: record({ maybePlacedSinceMs: 1 }) }),
      nowMs: 9e9,
      windowMs: 15 * minute,
      is: false,
    },
    {
      when: 'an earlier attempt said nothing',
      known: facts({ attempt: 2 }),
      nowMs: 9e9,
      windowMs: 15 * minute,
      is: false,
    },
    {
      when: 'the workflow was reset',
      known: facts({ earlierRunSinceMs: 1 }),
      nowMs: 9e9,
      windowMs: 15 * minute,
      is: false,
    },
  ])('$when: $is', ({ known, nowMs, windowMs, is }) => {
    expect(needsRecordBeforeSend(known, nowMs, windowMs)).toBe(is);
  });
});

describe('a request may go out', () => {
  const window = { resendWindowMs: 100, dialBeforeMs: 1_000 };
  it.each([
    { when: 'before closing', atMs: 999, since: undefined, step: 'send' },
    { when: 'at closing', atMs: 1_000, since: undefined, step: 'window-closed' },
    { when: 'again in the window', atMs: 599, since: 500, step: 'send' },
    { when: 'again at its end', atMs: 600, since: 500, step: 'outcome-unknown' },
    { when: 'again in the window, before closing', atMs: 999, since: 950, step: 'send' },
    { when: 'again in the window, at closing', atMs: 1_000, since: 950, step: 'outcome-unknown' },
  ])('$when: $step', ({ atMs, since, step }) => {
    expect(mayDial({ ...window, atMs, maybePlacedSinceMs: since })).toBe(step);
  });

  it('never again without a window', () => {
    expect(mayDial({ atMs: 500, maybePlacedSinceMs: 500, resendWindowMs: 0, dialBeforeMs: 1_000 })).toBe(
      'outcome-unknown',
    );
  });

  it.each([{ dialBeforeMs: NaN }, { resendWindowMs: NaN }, { maybePlacedSinceMs: NaN }])(
    'never with a limit that is no number: %o',
    (change) => {
      expect(mayDial({ ...window, atMs: 1, maybePlacedSinceMs: 1, ...change })).toBe('outcome-unknown');
    },
  );
});

describe('after an answer', () => {
  it.each([
    { answer: 'refused', since: undefined, atMs: 1, step: 'refused' },
    { answer: 'refused', since: 0, atMs: 1, step: 'outcome-unknown' },
    { answer: 'not-now', since: undefined, atMs: 999, step: 'send' },
    { answer: 'not-now', since: undefined, atMs: 1_000, step: 'window-closed' },
    { answer: 'not-now', since: 0, atMs: 99, step: 'send' },
    { answer: 'not-now', since: 0, atMs: 100, step: 'outcome-unknown' },
    { answer: 'unknown', since: 0, atMs: 99, step: 'send' },
    { answer: 'unknown', since: 0, atMs: 100, step: 'outcome-unknown' },
    { answer: 'unknown', since: 950, atMs: 1_000, step: 'outcome-unknown' },
  ] as const)('$answer at $atMs, maybe placed since $since: $step', ({ answer, since, atMs, step }) => {
    const moment = { atMs, maybePlacedSinceMs: since, resendWindowMs: 100, dialBeforeMs: 1_000 };
    expect(nextDialStep(answer, moment)).toBe(step);
  });
});

describe('heartbeat details that are not a record count as absent', () => {
  it.each([
    undefined,
    null,
    'sent',
    1,
    [],
    {},
    { attempt: '1', writtenAtMs: 1, settled: true },
    { attempt: 1, settled: true },
    { attempt: 1, writtenAtMs: 1 },
  ])('%o', (details) => {
    expect(asDialRecord(details)).toBeUndefined();
  });

  it.each([record(), record({ maybePlacedSinceMs: 2 })])('%o is one', (details) => {
    expect(asDialRecord(JSON.parse(JSON.stringify(details)))).toEqual(details);
  });
});
