// One file an activity: everything that touches the world on a workflow's behalf. Activities put the adapters of src/connect and
// src/temporal together; workflows see their types alone, and only src/worker imports them.

import { awaitAttempt } from './await-attempt.js';
import { createAwaitContactEnd } from './await-contact-end.js';
import { checkEarlierRuns } from './check-earlier-runs.js';
import { decideAdmission } from './decide-admission.js';
import { haltDial, releaseDial } from './halt-dial.js';
import { isContactOver } from '../src/connect/describe-contact.js';
import type { DialLines } from '../src/connect/dial-lines.js';
import { Throttle } from '../src/connect/throttle.js';
import { createStartOutboundVoiceContact, type DialDependencies } from './start-outbound-voice-contact.js';
import { stopAttempt } from './stop-attempt.js';
import { createStopContact } from './stop-contact.js';

export type ActivityDependencies = Omit<DialDependencies, 'throttle' | 'lines'>;

/** All activities, wired once, by name and by the task queue they run on. Workflows see only their types. */
export function createActivities(dependencies: ActivityDependencies) {
  // Two kinds of request, each with a quota of its own.
  const [throttle, queryThrottle] = [new Throttle(), new Throttle()];
  const queries = { ...dependencies, throttle: queryThrottle };
  return {
    calls: { decideAdmission, checkEarlierRuns },
    dial: { startOutboundVoiceContact: createStartOutboundVoiceContact({ ...dependencies, throttle }) },
    contacts: {
      awaitContactEnd: createAwaitContactEnd(queries),
      stopContact: createStopContact(dependencies),
      haltDial,
      releaseDial,
      awaitAttempt,
      stopAttempt,
    },
    /** Dials that take a line. */
    dialWith: (lines: DialLines) => ({
      startOutboundVoiceContact: createStartOutboundVoiceContact({ ...dependencies, throttle, lines }),
    }),
    isContactOver: (InstanceId: string, ContactId: string, signal: AbortSignal) =>
      isContactOver(queries, { InstanceId, ContactId }, signal),
  };
}

type Wired = ReturnType<typeof createActivities>;
export type Activities = Wired['dial'] & Wired['contacts'];
/** Run where the workflow runs. */
export type LocalActivities = Wired['calls'];
