import {
  type WorkflowUpdateFailedError,
  WorkflowUpdateRPCTimeoutOrCancelledError,
  type Client,
  type WorkflowExecutionDescription,
  type WorkflowHandle,
} from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import type { CallView } from '../../contract/call-view.js';
import { updateNames } from '../../contract/names.js';
import { isOutcome, sightingOf } from '../../temporal/call-activities.js';
import { pendingActivities } from '../../temporal/pending-activities.js';
import { Patience } from '../patience.js';

interface CallToAsk {
  readonly handle: WorkflowHandle;
  /** Of the question, where one has gone out already. One update a call, however many ask, is the default: the server answers from the first. */
  readonly updateId?: string | undefined;
  /** Its latest run; undefined when the ID stands for another call by now. */
  readonly describe: () => Promise<WorkflowExecutionDescription | undefined>;
  readonly view: () => Promise<CallView>;
}

/** What is known of a call that has not told its ContactId yet. */
interface Doubt {
  /** Its dial is over: a contact event has to bring the contact. */
  readonly isInDoubt: boolean;
  /** Brought by an event. The workflow itself learns of it at its next query. */
  readonly ContactId?: string;
}

/** How long the ContactId is asked for before the first check for a doubt: a dial that is answered has been answered by then. */
const firstCheckMs = 5_000;
/** As often as the server lets go of an update that has no answer: checks add little. */
const checkEveryMs = 15_000;
/** A doubt lasts a dial limit. */
const checkInDoubtEveryMs = 2_000;

/** A worker answers at once, or none is there. */
const viewPatienceMs = 5_000;

/**
 * The ContactId as soon as the call tells it or, if the dial's answer was lost, a contact event has brought it. Waits as long as the
 * caller does.
 *
 * @throws what the update fails with
 */
export async function askForContactId(client: Client, call: CallToAsk): Promise<string> {
  const patience = new Patience(client);
  const { updateId = updateNames.contactId } = call;
  let doubt: Doubt | undefined;
  for (;;) {
    try {
      return await patience.ask(askForMs(doubt), () =>
        call.handle.executeUpdate<string, []>(updateNames.contactId, { updateId }),
      );
    } catch (error) {
      // Else the question stands, and is asked again: no worker took it up yet, or the call has no answer yet.
      if (!(error instanceof WorkflowUpdateRPCTimeoutOrCancelledError) || patience.isOver()) throw error;
      doubt = await checkForDoubt(client, call, patience).catch((failure: unknown) => {
        throw patience.isOver() ? error : failure;
      });
      if (doubt.ContactId !== undefined) return doubt.ContactId;
    }
  }
}

/** The server's own failure type: the run was terminated or reset while the question waited. */
export const runEndedFirst = ({ cause }: WorkflowUpdateFailedError): boolean =>
  cause instanceof ApplicationFailure && cause.type === 'AcceptedUpdateCompletedWorkflow';

/** How long to ask for the ContactId until the next check. */
function askForMs(doubt: Doubt | undefined): number {
  if (doubt === undefined) return firstCheckMs;
  return doubt.isInDoubt ? checkInDoubtEveryMs : checkEveryMs;
}

/** One request, as long as no event has told of a contact. */
async function checkForDoubt(client: Client, { describe, view }: CallToAsk, patience: Patience): Promise<Doubt> {
  const activities = await pendingActivities(client, await describe());
  const isInDoubt = activities.some(isOutcome);
  if (sightingOf(activities) === undefined) return { isInDoubt };
  // Of a call that is not in doubt it need not be the contact; that call tells its own once a worker answers.
  const seen = await patience.ask(viewPatienceMs, view).catch(() => undefined);
  if (seen?.phase !== 'IN_DOUBT' || seen.ContactId === undefined) return { isInDoubt };
  return { isInDoubt, ContactId: seen.ContactId };
}
