// A call or follow-up as Temporal's list has it: what its search attributes say, and its workflow's status where they cannot.
import { defineSearchAttributeKey } from '@temporalio/common';
import type { HoldReason } from '../../contract/admission.js';
import { outcomeWords, statusAtDial, statusOfHold } from '../../contract/call-status.js';
import type { CallPhase, FollowUpPhase } from '../../contract/call-view.js';
import { readable } from '../../contract/hold-in-words.js';
import { searchAttributeKeys as keys } from '../../contract/names.js';
import type { Outcome } from '../../contract/outcome.js';
import { goesOn } from '../../temporal/run-end.js';
import type { RecordedRun } from '../../temporal/recorded-run.js';

export interface ListedCall {
  readonly workflowId: string;
  readonly runId: string;
  readonly type: string;
  /** Masked; missing where the search attributes do not say it yet. */
  readonly destination?: string;
  /** One line for a person. */
  readonly status: string;
  readonly phase?: CallPhase | FollowUpPhase | 'OPEN';
  readonly outcome?: Outcome;
  readonly needsAttention?: true;
  readonly ContactId?: string;
  /** Why it waits. */
  readonly reason?: HoldReason;
  /** Until when it waits, ISO 8601. */
  readonly until?: string;
  /** Of a follow-up and its attempts. */
  readonly attempt?: number;
  /** Temporal's: `RUNNING`, `COMPLETED`, `FAILED`, … */
  readonly workflowStatus: string;
  readonly startedAt: string;
  readonly endedAt?: string;
}

/** Of a workflow that an operator has paused. */
const pauseInfo = defineSearchAttributeKey('TemporalPauseInfo', 'KEYWORD_LIST');

export function listedCall(run: RecordedRun): ListedCall {
  const { workflowId, runId, type, status, startTime, closeTime, typedSearchAttributes: attributes } = run;
  const members = {
    destination: attributes.get(keys.CallTo),
    status: statusOf(run),
    phase: attributes.get(keys.CallPhase) as ListedCall['phase'],
    outcome: attributes.get(keys.CallOutcome) as Outcome | undefined,
    needsAttention: attributes.get(keys.CallNeedsAttention) === true ? true : undefined,
    ContactId: attributes.get(keys.ConnectContactId),
    reason: attributes.get(keys.CallHoldReason) as HoldReason | undefined,
    until: attributes.get(keys.CallNextAttemptAt)?.toISOString(),
    attempt: attributes.get(keys.CallAttempt),
    workflowStatus: status.name,
    startedAt: startTime.toISOString(),
    endedAt: closeTime?.toISOString(),
  };
  const given = Object.entries(members).filter(([, value]) => value !== undefined);
  return { workflowId, runId, type, ...(Object.fromEntries(given) as typeof members) } as ListedCall;
}

/** What was ended from outside could not say so, and neither could a version before 0.6. */
function statusOf({ status: { name }, typedSearchAttributes: attributes }: RecordedRun): string {
  if (name === 'TERMINATED') return 'terminated';
  if (name === 'TIMED_OUT') return 'timed out';
  const told = attributes.get(keys.CallStatus);
  if (goesOn(name)) {
    const isPaused = name === 'PAUSED' || (attributes.get(pauseInfo) ?? []).length > 0;
    return `${isPaused ? 'PAUSED, ' : ''}${told ?? holdOf(attributes) ?? 'running'}`;
  }
  // Started by this version, and ended by a worker of an earlier one.
  if (told !== undefined && told !== statusAtDial) return told;
  const outcome = attributes.get(keys.CallOutcome) as Outcome | undefined;
  return outcome === undefined ? name.toLowerCase().replaceAll('_', ' ') : outcomeWords[outcome];
}

function holdOf(attributes: RecordedRun['typedSearchAttributes']): string | undefined {
  const reason = attributes.get(keys.CallHoldReason) as HoldReason | undefined;
  const until = attributes.get(keys.CallNextAttemptAt);
  return reason && statusOfHold({ reason, ...(until === undefined ? {} : { inWords: readable(until.getTime()) }) });
}
