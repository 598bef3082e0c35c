import { describeContact } from './describe-contact.js';
import { getContactAttributes } from './get-contact-attributes.js';
import type { Operation } from './operation.js';
import { startOutboundVoiceContact } from './start-outbound-voice-contact.js';
import { stopContact } from './stop-contact.js';
import { updateContactAttributes } from './update-contact-attributes.js';

/** What the simulator answers. A new operation is a file beside this one, its name in `operation-names.ts` and its rate in `settings.ts`. */
export const operations: readonly Operation[] = [
  startOutboundVoiceContact,
  stopContact,
  describeContact,
  getContactAttributes,
  updateContactAttributes,
];
