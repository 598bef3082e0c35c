import type { Client, WorkflowExecutionDescription } from '@temporalio/client';
import type { CallView } from '../../contract/call-view.js';
import { isOutcome, sightingOf } from '../../temporal/call-activities.js';
import { pendingActivities } from '../../temporal/pending-activities.js';

/** What is known of a call that has not told its ContactId yet. */
export interface Doubt {
  /** Its dial is over: a contact event has to bring the contact. */
  readonly isInDoubt: boolean;
  /** Brought by an event. The workflow itself learns of it at its next look. */
  readonly ContactId?: string;
}

/** How long the ContactId is asked for before somebody looks for a doubt: a dial that is answered has been answered by then. */
const firstLookMs = 5_000;
/** As often as the server lets go of an update that has no answer: looks add little. */
const lookEveryMs = 15_000;
/** A doubt lasts a dial limit. */
const lookInDoubtEveryMs = 2_000;

/** How long to ask for the ContactId until the next look. */
export function askForMs(doubt: Doubt | undefined): number {
  if (doubt === undefined) return firstLookMs;
  return doubt.isInDoubt ? lookInDoubtEveryMs : lookEveryMs;
}

/** One request, as long as no event has told of a contact. */
export async function lookForDoubt(
  client: Client,
  description: WorkflowExecutionDescription | undefined,
  view: () => Promise<CallView>,
): Promise<Doubt> {
  const activities = await pendingActivities(client, description);
  const isInDoubt = activities.some(isOutcome);
  if (sightingOf(activities) === undefined) return { isInDoubt };
  // Of a call that is not in doubt it need not be the contact; that call tells its own once a worker answers.
  const seen = await view().catch(() => undefined);
  if (seen?.phase !== 'IN_DOUBT' || seen.ContactId === undefined) return { isInDoubt };
  return { isInDoubt, ContactId: seen.ContactId };
}
