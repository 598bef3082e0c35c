// Takes in Amazon Connect's contact events, by HTTP and from SQS, and tells the calls that they are about. Uses the adapters and the client;
// loads no native code.

export { createConnectClient } from '../connect/client.js';
export { EventsMetrics } from '../metrics/events-metrics.js';
export { EventsAddressError, EventsQueueError, EventsSecretError } from './errors.js';
export { parseSecrets, secretHeader } from './secrets.js';
export { createSqsClient } from './events-queue.js';
export { startContactEvents, type ContactEventsSettings, type RunningContactEvents } from './start-contact-events.js';
