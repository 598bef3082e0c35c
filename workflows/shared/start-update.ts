// What the update `start` and the query `differs` have in common for calls and follow-ups: any language sees who started, and conflicts.
import { ApplicationFailure, defineQuery, defineUpdate, setHandler, workflowInfo } from '@temporalio/workflow';
import { failureTypes, withoutStack } from '../../src/contract/failures.js';
import { queryNames, updateNames } from '../../src/contract/names.js';
import { membersThatDiffer } from '../../src/contract/same-request.js';
import { oneOf, optional } from '../../src/contract/shapes.js';
import { conflictInWords, type StartAnswer } from '../../src/contract/started.js';
import { invalidRequest, requireInput } from './errors.js';

/** What the update `start` may add to its request. */
interface StartWish {
  /** `placed` (default): answer when Amazon Connect has accepted the call. `started`: at once. */
  readonly until?: 'placed' | 'started';
}

const startUpdate = defineUpdate<StartAnswer, [unknown, StartWish?]>(updateNames.start);
const differsQuery = defineQuery<string[], [unknown]>(queryNames.differs);

/**
 * Set before the workflow's first `await`.
 *
 * @param request the workflow's own, as it came
 * @param answer what is added to the answer; throws what the workflow fails with
 */
export function setStartHandlers(request: unknown, answer: (until: 'placed' | 'started') => Promise<object>): void {
  const { historyLength, continuedFromExecutionRunId } = workflowInfo();
  let isFirst = continuedFromExecutionRunId === undefined;
  const differing = (other: unknown) => membersThatDiffer(request, other, workflowInfo().workflowId);
  setHandler(
    startUpdate,
    async (_, wish) => {
      // Whatever comes together with the start is in the workflow's first task, and the first of it is whoever started.
      const state = isFirst && workflowInfo().historyLength === historyLength ? 'started' : 'in-progress';
      isFirst = false;
      return { state, ...(await answer(wish?.until ?? 'placed')) };
    },
    {
      validator: (other: unknown, wish?: unknown) => {
        if (other == null) throw invalidRequest(nothingDone, [{ member: 'request', message: 'is required' }]);
        requireInput(wish, { until: optional(oneOf('placed', 'started')) }, nothingDone);
        const members = differing(other);
        if (members.length > 0) throw conflict(members);
      },
      description: 'To be sent with the start: compares the request, and answers { state, ContactId }',
    },
  );
  setHandler(differsQuery, differing, { description: 'Names of the members in which a request differs from this one' });
}

const nothingDone = 'Nothing was compared.';

const conflict = (members: readonly string[]): ApplicationFailure =>
  withoutStack(
    ApplicationFailure.create({
      type: failureTypes.callConflict,
      message: conflictInWords(workflowInfo().workflowId, members),
      nonRetryable: true,
      details: [...members],
    }),
  );
