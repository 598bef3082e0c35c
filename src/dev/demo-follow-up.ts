import { setTimeout as wait } from 'node:timers/promises';
import type { FollowUpPlan, Outcome } from '../client/index.js';
import { requestOf } from './demo-outcomes.js';
import { begin, ringsOf, type CallEnd, type Stage } from './demo-stage.js';

/** Seconds where one would wait for hours. */
const plan: FollowUpPlan = { onOutcome: { BUSY: { wait: ['3s'] }, NO_ANSWER: { wait: ['4s'] } } };
const outcomes: readonly Outcome[] = ['BUSY', 'NO_ANSWER', 'ANSWERED'];
const tellEveryMs = 250;

/** Calls a number that is busy, then rings out, then is answered; tells it as it happens. */
export async function callAgain(stage: Stage): Promise<CallEnd> {
  const { workflowId, story } = begin('follow-up', 'A follow-up: busy, then nobody, then somebody', stage);
  const request = requestOf({
    name: 'follow-up',
    outcome: 'ANSWERED',
    scenario: 'busy-then-no-answer-then-answered',
    ringTimeoutSeconds: 15,
  });
  const followUp = await stage.ringonce.followUp(workflowId, request, plan);
  const ended = followUp.result();
  while ((await Promise.race([ended, wait(tellEveryMs)])) === undefined) await story.tellNews(followUp);
  await story.tellNews(followUp);

  const { outcome, attempts } = await ended;
  const came = attempts.map((attempt) => attempt.outcome);
  const ContactId = attempts.at(-1)?.ContactId;
  const rings = attempts.map((attempt) => ringsOf(stage, attempt.workflowId));
  const isAsMeant = came.join() === outcomes.join() && rings.every((count) => count === 1);
  return () =>
    Promise.resolve({
      workflowId,
      ...(ContactId === undefined ? {} : { ContactId }),
      happened: came.join(', then '),
      end: isAsMeant ? outcome : 'other',
      expected: 'ANSWERED',
      attempts: attempts.length,
      rings: rings.reduce((sum, count) => sum + count, 0),
    });
}
