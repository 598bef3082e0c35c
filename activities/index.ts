import { awaitAttempt } from './await-attempt.js';
import { createAwaitContactEnd } from './await-contact-end.js';
import { checkEarlierRuns } from './check-earlier-runs.js';
import { decideAdmission } from './decide-admission.js';
import { haltDial, releaseDial } from './halt-dial.js';
import { createIsContactOver } from '../src/connect/is-contact-over.js';
import { SendPace } from '../src/connect/throttle.js';
import {
  createStartOutboundVoiceContact,
  type DialDependencies,
  type DialLines,
} from './start-outbound-voice-contact.js';
import { stopAttempt } from './stop-attempt.js';
import { createStopContact } from './stop-contact.js';

export type ActivityDependencies = Omit<DialDependencies, 'pace' | 'lines'>;

/** All activities, wired once, by name and by the task queue they run on. Workflows see only their types. */
export function createActivities(dependencies: ActivityDependencies) {
  // Two kinds of request, each with a quota of its own.
  const [dials, looks] = [new SendPace(), new SendPace()];
  return {
    calls: { decideAdmission, checkEarlierRuns },
    dial: { startOutboundVoiceContact: createStartOutboundVoiceContact({ ...dependencies, pace: dials }) },
    contacts: {
      awaitContactEnd: createAwaitContactEnd({ ...dependencies, pace: looks }),
      stopContact: createStopContact(dependencies),
      haltDial,
      releaseDial,
      awaitAttempt,
      stopAttempt,
    },
    /** Dials that take a line. */
    dialWith: (lines: DialLines) => ({
      startOutboundVoiceContact: createStartOutboundVoiceContact({ ...dependencies, pace: dials, lines }),
    }),
    isContactOver: createIsContactOver({ ...dependencies, pace: looks }),
  };
}

type Wired = ReturnType<typeof createActivities>;
export type Activities = Wired['dial'] & Wired['contacts'];
/** Run where the workflow runs. */
export type LocalActivities = Wired['calls'];
