import { Context } from '@temporalio/activity';
import type { EarlierRuns, EarlierRunsInput } from '../src/contract/dial.js';
import { findEarlierRuns, knownFromReset } from '../src/temporal/earlier-runs.js';

/**
 * What a call that is about to end without a dial must know: whether it may have rung all the same, in an earlier run.
 *
 * A local activity, so that the answer is recorded: what a reset run knows must not decide about its commands, or it would not replay.
 * It never fails: nothing is about to be sent, and a call shall not hang because Temporal's list cannot be read.
 */
export async function checkEarlierRuns(input: EarlierRunsInput): Promise<EarlierRuns> {
  try {
    return await findEarlierRuns(Context.current(), input);
  } catch {
    return knownFromReset(input.maybePlacedSince);
  }
}
