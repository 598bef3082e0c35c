import { describeContact } from './describe-contact.js';
import type { Operation } from './operation.js';
import { startOutboundVoiceContact } from './start-outbound-voice-contact.js';
import { stopContact } from './stop-contact.js';

/** What the simulator answers. A new operation is a file beside this one, its name in `operation-names.ts` and its rate in `settings.ts`. */
export const operations: readonly Operation[] = [startOutboundVoiceContact, describeContact, stopContact];
