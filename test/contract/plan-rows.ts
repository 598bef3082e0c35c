import type { Issue } from '../../src/contract/index.js';
import { issue } from './a-request.js';
import { timesRows } from './times-rows.js';

export interface PlanRow {
  readonly rule: string;
  readonly plan: unknown;
  /** Every issue; none: the plan is valid. */
  readonly issues: readonly Issue[];
  readonly beyondJsonSchema?: boolean;
}

const waits = 'must be 1 second to 90 days';
const tooSmall = 'is below 1000, and numbers are milliseconds: for seconds write text, such as "60s"';
const noDuration = 'must be milliseconds or text such as "15 minutes"';

const maxAttempts = (value: unknown, ...messages: string[]): PlanRow => ({
  rule: `maxAttempts ${JSON.stringify(value)}`,
  plan: { maxAttempts: value },
  issues: messages.map((message) => issue('maxAttempts', message)),
});
const goal = (value: unknown, ...issues: Issue[]): PlanRow => ({
  rule: `the goal ${JSON.stringify(value)}`,
  plan: { goal: value },
  issues,
});
const wait = (value: unknown, ...issues: Issue[]): PlanRow => ({
  rule: `the waits ${JSON.stringify(value).slice(0, 60)}`,
  plan: { onOutcome: { BUSY: { wait: value } } },
  issues,
});
const atMost = (value: unknown, ...messages: string[]): PlanRow => ({
  rule: `atMost ${JSON.stringify(value)}`,
  plan: { onOutcome: { BLOCKED: { atMost: value } } },
  issues: messages.map((message) => issue('onOutcome.BLOCKED.atMost', message)),
});
/** A limit inside a text is more than a pattern can say. */
const beyondJsonSchema = (row: PlanRow): PlanRow => ({ ...row, beyondJsonSchema: true });

const goals = 'must be ANSWERED or VOICEMAIL or NO_ANSWER or BUSY';

export const planRows: readonly PlanRow[] = [
  { rule: 'no member', plan: {}, issues: [] },
  {
    rule: 'every member',
    plan: {
      maxAttempts: 100,
      goal: ['ANSWERED', 'VOICEMAIL', 'NO_ANSWER', 'BUSY'],
      onOutcome: {
        BUSY: { wait: ['10 minutes'], atMost: 3 },
        NO_ANSWER: { wait: ['3h', '1 day'] },
        VOICEMAIL: { atMost: 0 },
        FAILED: {},
        BLOCKED: { wait: [86_400_000], atMost: 2 },
        UNKNOWN: { wait: ['1 day'] },
      },
      notBefore: '2026-03-02T17:00:00-08:00',
      expiresAt: '2026-05-02T17:00:00-07:00',
      callingHours: { preset: 'us-tcpa', timeZone: 'America/New_York' },
      linkAttempts: true,
      call: { resendWindow: '60s', maxCallLength: '1h', lookInterval: '1m' },
    },
    issues: [],
  },
  { rule: 'a list', plan: [], issues: [issue('', 'must be an object, is a list')] },
  { rule: 'a text', plan: 'daily', issues: [issue('', 'must be an object, is a string')] },
  {
    rule: 'an unknown member',
    plan: { maxattempts: 3 },
    issues: [issue('maxattempts', 'is unknown; did you mean maxAttempts?')],
  },
  {
    rule: 'the tracking of a call: every attempt is followed',
    plan: { tracking: 'none' },
    issues: [issue('tracking', 'is unknown')],
  },
  { rule: 'a ClientToken', plan: { ClientToken: 'x' }, issues: [issue('ClientToken', 'is unknown')] },
  maxAttempts(1),
  maxAttempts(100),
  maxAttempts(0, 'must be 1 or more'),
  maxAttempts(-1, 'must be 1 or more'),
  maxAttempts(101, 'must be 100 or less'),
  maxAttempts(2.5, 'must be a whole number'),
  maxAttempts('3', 'must be a number, is a string'),
  maxAttempts(null),
  {
    rule: 'members null',
    plan: { goal: null, onOutcome: { BUSY: null, NO_ANSWER: { wait: null, atMost: 1 } }, call: { priority: null } },
    issues: [],
  },
  ...['ANSWERED', 'VOICEMAIL', 'NO_ANSWER', 'BUSY'].map((outcome) => goal([outcome])),
  goal(['ANSWERED', 'ANSWERED']),
  goal([], issue('goal', 'names no outcome')),
  goal('ANSWERED', issue('goal', 'must be a list, is a string')),
  ...['UNKNOWN', 'INVALID_NUMBER', 'FAILED', 'answered', ''].map((outcome) =>
    goal(['ANSWERED', outcome], issue('goal.1', goals)),
  ),
  goal([null], issue('goal.0', goals)),
  {
    rule: 'what follows a conversation',
    plan: { onOutcome: { ANSWERED: { wait: ['1h'] } } },
    issues: [issue('onOutcome.ANSWERED', 'is unknown')],
  },
  {
    rule: 'what follows a wrong number',
    plan: { onOutcome: { INVALID_NUMBER: { atMost: 1 } } },
    issues: [issue('onOutcome.INVALID_NUMBER', 'is unknown')],
  },
  {
    rule: 'an outcome in another spelling',
    plan: { onOutcome: { noAnswer: {} } },
    issues: [issue('onOutcome.noAnswer', 'is unknown; did you mean NO_ANSWER?')],
  },
  {
    rule: 'an unknown member of a reaction',
    plan: { onOutcome: { BUSY: { waits: ['1h'] } } },
    issues: [issue('onOutcome.BUSY.waits', 'is unknown; did you mean wait?')],
  },
  wait([1000, 7_776_000_000, '1s', '90 days']),
  wait(Array<string>(100).fill('1h')),
  wait([], issue('onOutcome.BUSY.wait', 'is empty: for no further attempt give atMost: 0')),
  wait(Array<string>(101).fill('1h'), issue('onOutcome.BUSY.wait', 'has more than 100 waits')),
  wait('1h', issue('onOutcome.BUSY.wait', 'must be a list, is a string')),
  wait(['1h', 999], issue('onOutcome.BUSY.wait.1', tooSmall)),
  wait([0], issue('onOutcome.BUSY.wait.0', waits)),
  wait([7_776_000_001], issue('onOutcome.BUSY.wait.0', waits)),
  beyondJsonSchema(wait(['91 days'], issue('onOutcome.BUSY.wait.0', waits))),
  beyondJsonSchema(wait(['0.5s'], issue('onOutcome.BUSY.wait.0', waits))),
  wait(['soon'], issue('onOutcome.BUSY.wait.0', noDuration)),
  wait([null], issue('onOutcome.BUSY.wait.0', noDuration)),
  atMost(0),
  atMost(100),
  atMost(-1, 'must be 0 or more'),
  atMost(101, 'must be 100 or less'),
  atMost(0.5, 'must be a whole number'),
  { rule: 'linked attempts', plan: { linkAttempts: true }, issues: [] },
  { rule: 'attempts that are not linked', plan: { linkAttempts: false }, issues: [] },
  {
    rule: 'linkAttempts as text',
    plan: { linkAttempts: 'yes' },
    issues: [issue('linkAttempts', 'must be true or false, is a string')],
  },
  {
    rule: 'times in the options of the attempts',
    plan: { call: { notBefore: '2026-03-02T17:00:00Z' } },
    issues: [issue('call.notBefore', 'is unknown')],
  },
  {
    rule: 'attempts that are not followed',
    plan: { call: { tracking: 'none' } },
    issues: [issue('call.tracking', 'is unknown')],
  },
  {
    rule: 'several issues at once',
    plan: { maxAttempts: 0, goal: [], onOutcome: { BUSY: { wait: [] } }, call: { resendWindow: '8 days' } },
    beyondJsonSchema: false,
    issues: [
      issue('maxAttempts', 'must be 1 or more'),
      issue('call.resendWindow', 'must be 0 to 7 days (the client token is valid no longer)'),
      issue('goal', 'names no outcome'),
      issue('onOutcome.BUSY.wait', 'is empty: for no further attempt give atMost: 0'),
    ],
  },
  ...timesRows.map(({ times, ...row }) => ({ plan: times, ...row })),
];
