import type { Hold } from '../../src/contract/call-view.js';
import type { Attributes } from './upsert.js';

/** Search attributes of what waits. */
export const holdAttributes = ({ reason, until }: Hold): Attributes => ({
  CallHoldReason: reason,
  CallNextAttemptAt: until === undefined ? null : new Date(until),
});

/** They are taken away when the wait is over. */
export const noHold: Attributes = { CallHoldReason: null, CallNextAttemptAt: null };
