import { defineSearchAttributeKey, TypedSearchAttributes } from '@temporalio/common';
import { expect, it } from 'vitest';
import { listedCall } from '../../../src/client/call/listed-call.js';
import { searchAttributes } from '../../../src/contract/names.js';
import type { RecordedRun } from '../../../src/temporal/recorded-run.js';

type Attributes = Partial<Record<keyof typeof searchAttributes | 'TemporalPauseInfo', unknown>>;

/** A run as Temporal's list has it. */
const runWith = (status: string, attributes: Attributes): RecordedRun => {
  const types: Readonly<Record<string, string>> = { ...searchAttributes, TemporalPauseInfo: 'KEYWORD_LIST' };
  const pairs = Object.entries(attributes).map(([name, value]) => ({
    key: defineSearchAttributeKey(name, types[name] as 'KEYWORD'),
    value: value as string,
  }));
  return {
    workflowId: 'order-1',
    runId: 'run',
    type: 'outboundCall',
    status: { name: status },
    startTime: new Date('2026-11-28T16:00:00Z'),
    typedSearchAttributes: new TypedSearchAttributes(pairs),
  } as unknown as RecordedRun;
};

const rings = 'ringing or on the line since 10:02:07 UTC';
const untilMonday = new Date('2026-11-30T16:00:00Z');

it.each<{ workflow: string; attributes: Attributes; says: string }>([
  { workflow: 'RUNNING', attributes: { CallStatus: rings }, says: rings },
  // What was ended from outside could not say so.
  { workflow: 'TERMINATED', attributes: { CallStatus: rings }, says: 'terminated' },
  { workflow: 'TIMED_OUT', attributes: { CallStatus: rings }, says: 'timed out' },
  // Paused as a whole, or one of its activities.
  { workflow: 'PAUSED', attributes: { CallStatus: rings }, says: `PAUSED, ${rings}` },
  { workflow: 'RUNNING', attributes: { CallStatus: rings, TemporalPauseInfo: ['x'] }, says: `PAUSED, ${rings}` },
  { workflow: 'RUNNING', attributes: { CallStatus: rings, TemporalPauseInfo: [] }, says: rings },
  // As versions before 0.6 have left it.
  { workflow: 'RUNNING', attributes: {}, says: 'running' },
  {
    workflow: 'RUNNING',
    attributes: { CallHoldReason: 'HOLIDAY', CallNextAttemptAt: untilMonday },
    says: 'holiday, opens 2026-11-30 16:00:00 UTC',
  },
  { workflow: 'RUNNING', attributes: { CallHoldReason: 'PAUSED' }, says: 'paused' },
  { workflow: 'COMPLETED', attributes: { CallOutcome: 'NO_ANSWER' }, says: 'no answer' },
  { workflow: 'COMPLETED', attributes: { CallStatus: 'busy after 3 s', CallOutcome: 'BUSY' }, says: 'busy after 3 s' },
  { workflow: 'FAILED', attributes: {}, says: 'failed' },
  { workflow: 'CONTINUED_AS_NEW', attributes: {}, says: 'continued as new' },
  // Started by this version, and ended by a worker of an earlier one.
  {
    workflow: 'COMPLETED',
    attributes: { CallStatus: 'waits for its turn to be dialled', CallOutcome: 'UNKNOWN' },
    says: 'in doubt',
  },
])('$workflow, $attributes: $says', ({ workflow, attributes, says }) => {
  expect(listedCall(runWith(workflow, attributes)).status).toBe(says);
});
