import { defineSearchAttributeKey } from '@temporalio/common';
import type { Hold } from '../src/contract/call-view.js';
import { searchAttributes } from '../src/contract/names.js';

const callHoldReason = defineSearchAttributeKey('CallHoldReason', searchAttributes.CallHoldReason);
const callNextAttemptAt = defineSearchAttributeKey('CallNextAttemptAt', searchAttributes.CallNextAttemptAt);

/** Search attributes of what waits. */
export const holdAttributes = ({ reason, until }: Hold) => [
  { key: callHoldReason, value: reason },
  { key: callNextAttemptAt, value: until === undefined ? null : new Date(until) },
];

/** They are taken away when the wait is over. */
export const noHold = [
  { key: callHoldReason, value: null },
  { key: callNextAttemptAt, value: null },
];
