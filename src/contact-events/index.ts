export { createConnectClient } from '../connect/client.js';
export { EventsAddressError, EventsQueueError, EventsSecretError } from './errors.js';
export { parseSecrets, secretHeader } from './secrets.js';
export { createSqsClient } from './sqs-client.js';
export { startContactEvents, type ContactEventsSettings, type RunningContactEvents } from './start-contact-events.js';
