import { haltDial } from './halt-dial.js';
import { createStartOutboundVoiceContact, type DialDependencies } from './start-outbound-voice-contact.js';

export type ActivityDependencies = DialDependencies;

/** All activities, wired once, by name. Workflows see only their types. */
export function createActivities(dependencies: ActivityDependencies) {
  return { startOutboundVoiceContact: createStartOutboundVoiceContact(dependencies), haltDial };
}

export type Activities = ReturnType<typeof createActivities>;
