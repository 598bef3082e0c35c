/** The bundle's entry: every workflow type, and nothing else. */
export { outboundCall } from './outbound-call.js';
