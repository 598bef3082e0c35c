/** The bundle's entry: every workflow type, and nothing else. */
export { followUp } from './follow-up.js';
export { linePool } from './line-pool.js';
export { outboundCall } from './outbound-call.js';
