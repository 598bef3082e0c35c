import { describe, expect, it } from 'vitest';
import { findings, type CallFacts, type End, type Facts, type RingFacts } from '../../../tools/soak/oracle.js';

const InstanceId = 'instance';
const opensMs = Date.UTC(2026, 2, 2, 9);
const closesMs = opensMs + 600_000;
const answered: End = { is: 'completed', outcome: 'ANSWERED', ContactId: 'contact-1' };

const aCall = (change: Partial<CallFacts> = {}): CallFacts => ({
  id: 'call',
  end: answered,
  fromMs: opensMs,
  untilMs: closesMs,
  wasCancelled: false,
  story: 'a story',
  ...change,
});
const aRing = (change: Partial<RingFacts> = {}): RingFacts => ({
  id: 'call',
  ContactId: 'contact-1',
  InstanceId,
  atMs: opensMs + 1_000,
  endsMs: opensMs + 2_000,
  ...change,
});
const facts = (change: Partial<Facts> = {}): Facts => ({
  calls: [aCall()],
  rings: [aRing()],
  resizes: [{ InstanceId, atMs: opensMs - 1_000_000, lines: 1 }],
  skewMs: 0,
  ...change,
});
const found = (change: Partial<Facts>) => findings(facts(change)).map(({ promise, id }) => `${promise}: ${id}`);
const unlimited = aCall({ untilMs: Infinity });
const linesOf = (lines: number, atMs = opensMs - 1_000_000) => ({ InstanceId, atMs, lines });
/** Two calls that are content with their rings, but for lines. */
const twoCalls = [unlimited, { ...unlimited, id: 'other', end: { is: 'completed', outcome: 'BUSY' } as const }];
const ends = (outcome: string): End => ({ is: 'completed', outcome });

it('a call that rang once in its hours and ended is no finding', () => {
  expect(findings(facts())).toEqual([]);
});

describe('finds what was planted', () => {
  it.each<{ what: string; is: Partial<Facts>; finds: string | string[] }>([
    {
      what: 'a second ring',
      is: { rings: [aRing(), aRing({ ContactId: 'contact-2', atMs: opensMs + 3_000, endsMs: opensMs + 4_000 })] },
      finds: 'rings once: call',
    },
    ...[1, 10_000, 86_400_000].map((laterMs) => ({
      what: `a second ring ${laterMs} ms after the first`,
      is: {
        calls: [unlimited],
        rings: [aRing(), aRing({ atMs: opensMs + 1_000 + laterMs, endsMs: opensMs + 2_000 + laterMs })],
        resizes: [linesOf(2)],
      },
      finds: 'rings once: call',
    })),
    ...[
      { which: 'the first', atMs: [opensMs - 1, opensMs] },
      { which: 'the second', atMs: [closesMs - 1, closesMs] },
    ].map(({ which, atMs }) => ({
      what: `that ${which} of two rings was outside the hours`,
      is: { rings: atMs.map((ms) => aRing({ atMs: ms, endsMs: ms })) },
      finds: ['rings once: call', 'rings in its hours: call'],
    })),
    { what: 'a ring of another contact', is: { rings: [aRing({ ContactId: 'other' })] }, finds: 'rings once: call' },
    { what: 'a ring that nobody asked for', is: { calls: [], rings: [aRing()] }, finds: 'rings once: call' },
    {
      what: 'a ring of a call that was refused',
      is: { calls: [aCall({ end: { is: 'not-dialled', why: 'refused' } })] },
      finds: 'rings once: call',
    },
    {
      what: 'a ring of a call that was cancelled before its dial',
      is: { calls: [aCall({ end: { is: 'not-dialled', why: 'cancelled' }, wasCancelled: true })] },
      finds: 'rings once: call',
    },
    {
      what: 'a ring of a call that expired',
      is: { calls: [aCall({ end: ends('EXPIRED') })] },
      finds: 'rings once: call',
    },
    {
      what: 'a ring of a call that was not taken',
      is: { calls: [aCall({ end: { is: 'not-taken' } })] },
      finds: 'rings once: call',
    },
    {
      what: 'a ring before the opening',
      is: { rings: [aRing({ atMs: opensMs - 1 })] },
      finds: 'rings in its hours: call',
    },
    {
      what: 'a ring at the closing',
      is: { rings: [aRing({ atMs: closesMs, endsMs: closesMs })] },
      finds: 'rings in its hours: call',
    },
    {
      what: 'a ring that was earlier than a wrong clock explains',
      is: { rings: [aRing({ atMs: opensMs - 1_001 })], skewMs: 1_000 },
      finds: 'rings in its hours: call',
    },
    {
      what: 'a ring that was later than a wrong clock explains',
      is: { rings: [aRing({ atMs: closesMs + 1_000, endsMs: closesMs + 1_001 })], skewMs: 1_000 },
      finds: 'rings in its hours: call',
    },
    { what: 'a call that never rang', is: { rings: [] }, finds: 'none lost: call' },
    {
      what: 'a call that was busy, and never rang',
      is: { calls: [aCall({ end: ends('BUSY') })], rings: [] },
      finds: 'none lost: call',
    },
    {
      what: 'needless doubt about a call that never rang',
      is: { calls: [{ ...unlimited, end: ends('UNKNOWN') }], rings: [] },
      finds: 'none lost: call',
    },
    {
      what: 'a call that does not exist',
      is: { calls: [aCall({ end: { is: 'missing', why: '' } })], rings: [] },
      finds: 'none lost: call',
    },
    {
      what: 'a call that expired without a limit',
      is: { calls: [{ ...unlimited, end: ends('EXPIRED') }], rings: [] },
      finds: 'none lost: call',
    },
    { what: 'needless doubt', is: { calls: [{ ...unlimited, end: ends('UNKNOWN') }] }, finds: 'none lost: call' },
    {
      what: 'a cancellation by nobody',
      is: { calls: [aCall({ end: { is: 'not-dialled', why: 'cancelled' } })], rings: [] },
      finds: 'none lost: call',
    },
    { what: 'a call stopped by nobody', is: { calls: [aCall({ end: ends('CANCELLED') })] }, finds: 'none lost: call' },
    {
      what: 'a call that goes on',
      is: { calls: [aCall({ end: { is: 'open', why: 'DIALLING' } })] },
      finds: 'ends: call',
    },
    { what: 'a call that failed', is: { calls: [aCall({ end: { is: 'failed', why: '' } })] }, finds: 'ends: call' },
    {
      what: 'one line too many',
      is: {
        calls: [aCall(), aCall({ id: 'other', end: ends('BUSY') })],
        rings: [aRing(), aRing({ id: 'other', atMs: opensMs + 1_500 })],
        resizes: [linesOf(1), { ...linesOf(5), InstanceId: 'another' }],
      },
      finds: 'lines kept: other',
    },
    {
      what: 'one line too many long after there were fewer',
      is: {
        calls: twoCalls,
        rings: [
          aRing({ atMs: opensMs + 200_000, endsMs: opensMs + 210_000 }),
          aRing({ id: 'other', atMs: opensMs + 201_000, endsMs: opensMs + 210_000 }),
        ],
        resizes: [linesOf(2), linesOf(1, opensMs + 10_000)],
      },
      finds: 'lines kept: other',
    },
    {
      what: 'one line too many a moment before there are more',
      is: {
        calls: twoCalls,
        rings: [aRing(), aRing({ id: 'other', atMs: opensMs + 1_500 })],
        resizes: [linesOf(1), linesOf(2, opensMs + 1_501)],
      },
      finds: 'lines kept: other',
    },
  ])('$what', ({ is, finds }) => {
    expect(found(is)).toEqual([finds].flat());
  });
});

describe('is content', () => {
  it.each<{ with: string; is: Partial<Facts> }>([
    {
      with: 'a ring as much too early as a clock was wrong',
      is: { rings: [aRing({ atMs: opensMs - 1_000 })], skewMs: 1_000 },
    },
    {
      with: 'a line that is used again at once',
      is: {
        calls: [aCall(), aCall({ id: 'other', end: ends('BUSY') })],
        rings: [aRing(), aRing({ id: 'other', atMs: opensMs + 2_000, endsMs: opensMs + 3_000 })],
      },
    },
    {
      with: 'calls that had their lines before there were fewer',
      is: {
        calls: [aCall(), aCall({ id: 'other', end: ends('BUSY') })],
        rings: [aRing(), aRing({ id: 'other', atMs: opensMs + 1_500 })],
        resizes: [
          { InstanceId, atMs: opensMs - 1_000_000, lines: 2 },
          { InstanceId, atMs: opensMs - 60_000, lines: 1 },
        ],
      },
    },
    {
      with: 'a call in doubt whose later copies were refused',
      is: { calls: [aCall({ end: ends('UNKNOWN'), untilMs: Infinity, isRefused: true })], rings: [] },
    },
    {
      with: 'a ring as much too late as a clock was wrong',
      is: { rings: [aRing({ atMs: closesMs + 999, endsMs: closesMs + 1_000 })], skewMs: 1_000 },
    },
    {
      with: 'calls of two instances at a time, with one line each',
      is: {
        calls: twoCalls,
        rings: [aRing(), aRing({ id: 'other', InstanceId: 'another', atMs: opensMs + 1_500 })],
        resizes: [linesOf(1), { ...linesOf(1), InstanceId: 'another' }],
      },
    },
    { with: 'a call that expired in time', is: { calls: [aCall({ end: ends('EXPIRED') })], rings: [] } },
    {
      with: 'a call that was cancelled before the dial',
      is: { calls: [aCall({ end: { is: 'not-dialled', why: 'cancelled' }, wasCancelled: true })], rings: [] },
    },
  ])('$with', ({ is }) => {
    expect(findings(facts(is))).toEqual([]);
  });
});
