import { expect, it } from 'vitest';
import { outcomeActivityId } from '../../src/contract/contact.js';
import { lastQueryOf } from '../../src/temporal/call-activities.js';
import type { PendingActivity } from '../../src/temporal/pending-activities.js';

const outcome = (change: Partial<PendingActivity>): PendingActivity => ({
  activityId: outcomeActivityId,
  type: 'awaitContactEnd',
  state: 'waiting',
  attempt: 3,
  hasStarted: true,
  ...change,
});
const answer = 'Not answered yet; checked 10:04:11 UTC';
const lastFailure = { type: 'ContactGoesOn', message: answer, details: [] };

it.each([
  { of: 'a call whose contact is not followed', activities: [], is: undefined },
  { of: 'one that waits for events alone', activities: [outcome({ attempt: 1 })], is: undefined },
  {
    of: 'one whose wait for events is over, which asked nothing',
    activities: [outcome({ attempt: 2, lastFailure: { type: 'Timeout', message: 'StartToClose', details: [] } })],
    is: undefined,
  },
  {
    of: 'one that was asked about',
    activities: [outcome({ lastFailure, nextAttemptAt: new Date('2026-11-24T10:04:41Z') })],
    is: { answer, nextAt: '2026-11-24T10:04:41.000Z' },
  },
  { of: 'one that is asked about now', activities: [outcome({ state: 'running', lastFailure })], is: { answer } },
  { of: 'a dial', activities: [outcome({ activityId: 'dial', lastFailure })], is: undefined },
])('the last query of $of', ({ activities, is }) => {
  expect(lastQueryOf(activities)).toEqual(is);
});
