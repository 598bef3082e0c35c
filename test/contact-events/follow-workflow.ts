import { condition, defineSignal, proxyActivities, setHandler } from '@temporalio/workflow';
import { outcomeActivityId, type FollowedContact } from '../../src/contract/contact.js';

export const dialAnswered = defineSignal('dialAnswered');

export interface Following {
  /** `under-way`: the activity `outcome` begins with the signal. */
  readonly dial: 'answered' | 'under-way';
  readonly outcome: 'asynchronous' | 'backing-off';
}

/** The part of a call that contact events meet: an activity `outcome` that somebody else completes. */
export async function followContact({ dial, outcome }: Following): Promise<FollowedContact> {
  let isAnswered = dial === 'answered';
  setHandler(dialAnswered, () => void (isAnswered = true));
  await condition(() => isAnswered);
  const { awaitContactEnd } = proxyActivities<{
    awaitContactEnd(how: Following['outcome']): Promise<FollowedContact>;
  }>({ activityId: outcomeActivityId, startToCloseTimeout: '1 hour' });
  return awaitContactEnd(outcome);
}
