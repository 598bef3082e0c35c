import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { outcomeOf, outcomes, type EndFacts, type Outcome, type Verdict } from '../../src/contract/index.js';
import { concludedStatuses, disconnectReasons, heardStatuses } from '../../src/contract/outcome-of.js';
import { seeded } from './seeded.js';

const facts = (change: Partial<EndFacts> = {}): EndFacts => ({ isConnected: false, isStoppedByUs: false, ...change });
const unknownPerson: Verdict = { outcome: 'ANSWERED', answeredBy: 'unknown' };

/** From AWS's definitions: [reason, outcome when never connected, outcome when connected]. */
const byReason: readonly (readonly [string | undefined, Outcome, Outcome])[] = [
  ['CUSTOMER_DISCONNECT', 'ANSWERED', 'ANSWERED'],
  ['AGENT_DISCONNECT', 'ANSWERED', 'ANSWERED'],
  ['THIRD_PARTY_DISCONNECT', 'ANSWERED', 'ANSWERED'],
  ['CONTACT_FLOW_DISCONNECT', 'ANSWERED', 'ANSWERED'],
  ['BARGED', 'ANSWERED', 'ANSWERED'],
  ['OTHER', 'FAILED', 'ANSWERED'],
  ['TELECOM_BUSY', 'BUSY', 'BUSY'],
  ['TELECOM_UNANSWERED', 'NO_ANSWER', 'NO_ANSWER'],
  ['TELECOM_TIMEOUT', 'NO_ANSWER', 'NO_ANSWER'],
  ['TELECOM_ORIGINATOR_CANCEL', 'NO_ANSWER', 'NO_ANSWER'],
  ['TELECOM_PROBLEM', 'FAILED', 'ANSWERED'],
  ['TELECOM_POTENTIAL_BLOCKING', 'BLOCKED', 'BLOCKED'],
  ['TELECOM_NUMBER_INVALID', 'INVALID_NUMBER', 'INVALID_NUMBER'],
  ['CUSTOMER_NEVER_ARRIVED', 'FAILED', 'ANSWERED'],
  ['OUTBOUND_DESTINATION_ENDPOINT_ERROR', 'FAILED', 'ANSWERED'],
  ['OUTBOUND_RESOURCE_ERROR', 'FAILED', 'ANSWERED'],
  ['OUTBOUND_ATTEMPT_FAILED', 'FAILED', 'ANSWERED'],
  ['OUTBOUND_PREVIEW_DISCARDED', 'CANCELLED', 'CANCELLED'],
  ['OUTBUND_PREVIEW_DISCARDED', 'CANCELLED', 'CANCELLED'],
  ['EXPIRED', 'FAILED', 'ANSWERED'],
  ['A_REASON_OF_THE_FUTURE', 'FAILED', 'ANSWERED'],
  // Over the instance's lines a call gets fast-busy, and no reason.
  [undefined, 'FAILED', 'ANSWERED'],
];

describe('without answering machine detection', () => {
  it.each(
    byReason.flatMap(([reason, never, connected]) => [
      { reason, isConnected: false, outcome: never },
      { reason, isConnected: true, outcome: connected },
    ]),
  )('$reason, connected $isConnected: $outcome', ({ reason, isConnected, outcome }) => {
    expect(outcomeOf(facts({ disconnectReason: reason, isConnected }))).toEqual(
      outcome === 'ANSWERED' ? unknownPerson : { outcome },
    );
  });
});

describe('with answering machine detection', () => {
  it.each<{ status: string; reason?: string; isConnected?: boolean; verdict: Verdict }>([
    { status: 'HUMAN_ANSWERED', reason: 'AGENT_DISCONNECT', verdict: { outcome: 'ANSWERED', answeredBy: 'person' } },
    {
      status: 'VOICEMAIL_BEEP',
      reason: 'CONTACT_FLOW_DISCONNECT',
      verdict: { outcome: 'VOICEMAIL', answeredBy: 'machine' },
    },
    {
      status: 'VOICEMAIL_NO_BEEP',
      reason: 'CUSTOMER_DISCONNECT',
      verdict: { outcome: 'VOICEMAIL', answeredBy: 'machine' },
    },
    {
      status: 'FAX_MACHINE_DETECTED',
      reason: 'CUSTOMER_DISCONNECT',
      verdict: { outcome: 'INVALID_NUMBER', answeredBy: 'machine' },
    },
    { status: 'AMD_UNRESOLVED', isConnected: true, verdict: unknownPerson },
    { status: 'AMD_UNRESOLVED_SILENCE', isConnected: true, verdict: unknownPerson },
    { status: 'AMD_ERROR', isConnected: true, verdict: unknownPerson },
    { status: 'ANSWERED', verdict: unknownPerson },
    { status: 'AMD_UNANSWERED', verdict: { outcome: 'NO_ANSWER' } },
    { status: 'SIT_TONE_BUSY', verdict: { outcome: 'BUSY' } },
    { status: 'SIT_TONE_INVALID_NUMBER', verdict: { outcome: 'INVALID_NUMBER' } },
    { status: 'SIT_TONE_DETECTED', verdict: { outcome: 'FAILED' } },
    { status: 'SIT_TONE_DETECTED', reason: 'TELECOM_POTENTIAL_BLOCKING', verdict: { outcome: 'BLOCKED' } },
    { status: 'AMD_NOT_APPLICABLE', reason: 'TELECOM_PROBLEM', verdict: { outcome: 'FAILED' } },
    { status: 'UNDETECTED', isConnected: true, verdict: unknownPerson },
    { status: 'ERROR', verdict: { outcome: 'FAILED' } },
    { status: 'A_STATUS_OF_THE_FUTURE', reason: 'TELECOM_BUSY', verdict: { outcome: 'BUSY' } },
  ])('$status with $reason: $verdict.outcome', ({ status, reason, isConnected = false, verdict }) => {
    const end = facts({ answeringMachineDetectionStatus: status, disconnectReason: reason, isConnected });
    expect(outcomeOf(end)).toEqual(verdict);
  });
});

describe('a call that we have stopped', () => {
  it.each<{ reason?: string; status?: string; isConnected?: boolean; outcome: Outcome }>([
    { reason: 'TELECOM_ORIGINATOR_CANCEL', outcome: 'CANCELLED' },
    { reason: 'OTHER', outcome: 'CANCELLED' },
    { outcome: 'CANCELLED' },
    { reason: 'OTHER', status: 'AMD_UNANSWERED', outcome: 'CANCELLED' },
    // Races are reported as they were.
    { reason: 'OTHER', isConnected: true, outcome: 'ANSWERED' },
    { reason: 'TELECOM_BUSY', outcome: 'BUSY' },
    { reason: 'TELECOM_TIMEOUT', outcome: 'NO_ANSWER' },
    { reason: 'CUSTOMER_DISCONNECT', isConnected: true, outcome: 'ANSWERED' },
    { reason: 'OTHER', status: 'VOICEMAIL_BEEP', isConnected: true, outcome: 'VOICEMAIL' },
  ])('$reason $status, connected $isConnected: $outcome', ({ reason, status, isConnected = false, outcome }) => {
    const end = facts({
      disconnectReason: reason,
      answeringMachineDetectionStatus: status,
      isConnected,
      isStoppedByUs: true,
    });
    expect(outcomeOf(end)).toMatchObject({ outcome });
  });
});

it('is total: any two strings give one of the outcomes of a call that was dialled, and only answered ones name somebody', () => {
  const anything = fc.option(fc.oneof(fc.string(), fc.constantFrom('constructor', '__proto__', 'toString', 'OTHER')), {
    nil: undefined,
  });
  const ends = fc.record({
    disconnectReason: anything,
    answeringMachineDetectionStatus: anything,
    isConnected: fc.boolean(),
    isStoppedByUs: fc.boolean(),
  });
  fc.assert(
    fc.property(ends, (end) => {
      const { outcome, answeredBy } = outcomeOf(end);
      expect(outcomes).toContain(outcome);
      expect(['EXPIRED', 'UNKNOWN', 'PLACED']).not.toContain(outcome);
      if (answeredBy !== undefined) expect(['ANSWERED', 'VOICEMAIL', 'INVALID_NUMBER']).toContain(outcome);
      if (!end.isStoppedByUs) expect(outcome).not.toBe('CANCELLED');
    }),
    seeded(2_000),
  );
});

describe("the guide's table", () => {
  const [, section = ''] = readFileSync(new URL('../../docs/outcomes.md', import.meta.url), 'utf8').split(
    '## What each outcome means',
  );
  const rows = section.split('\n').filter((line) => line.startsWith('| `'));
  const rowOf = (outcome: Outcome) => rows.filter((row) => row.startsWith(`| \`${outcome}\` `)).join();

  it.each(outcomes)('has a row for %s', (outcome) => {
    expect(rowOf(outcome)).not.toBe('');
  });

  it.each(Object.keys(disconnectReasons))('has %s in the row of what it leads to', (disconnectReason) => {
    expect(rowOf(outcomeOf(facts({ disconnectReason })).outcome)).toContain(`\`${disconnectReason}\``);
  });

  it.each([...Object.keys(heardStatuses), ...Object.keys(concludedStatuses)])(
    'has %s in the row of what it leads to',
    (answeringMachineDetectionStatus) => {
      const { outcome } = outcomeOf(facts({ answeringMachineDetectionStatus }));
      expect(rowOf(outcome)).toContain(`\`${answeringMachineDetectionStatus}\``);
    },
  );
});
