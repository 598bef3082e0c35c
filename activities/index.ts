import { createAwaitContactEnd } from './await-contact-end.js';
import { haltDial } from './halt-dial.js';
import { createStartOutboundVoiceContact, type DialDependencies } from './start-outbound-voice-contact.js';
import { createStopContact } from './stop-contact.js';

export type ActivityDependencies = DialDependencies;

/** All activities, wired once, by name and by the task queue they run on. Workflows see only their types. */
export function createActivities(dependencies: ActivityDependencies) {
  return {
    dial: { startOutboundVoiceContact: createStartOutboundVoiceContact(dependencies) },
    contacts: {
      awaitContactEnd: createAwaitContactEnd(dependencies),
      stopContact: createStopContact(dependencies),
      haltDial,
    },
  };
}

type Wired = ReturnType<typeof createActivities>;
export type Activities = Wired['dial'] & Wired['contacts'];
