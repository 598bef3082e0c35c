import { upsertSearchAttributes } from '@temporalio/workflow';
import { defineSearchAttributeKey, type SearchAttributeUpdatePair } from '@temporalio/common';
import type { Hold } from '../../src/contract/call-view.js';
import { searchAttributes } from '../../src/contract/names.js';

type Name = keyof typeof searchAttributes;

/** Values of search attributes; null takes one away. */
export type Attributes = { readonly [name in Name]?: string | number | Date | null };

/** Changes the workflow's search attributes: one event, and one Action, however many. */
export function upsert(attributes: Attributes): void {
  upsertSearchAttributes(
    Object.entries(attributes).map(([name, value]) => {
      // An empty list takes one away. The SDK's own form of it, null, the server keeps as a value, and Python's SDK cannot describe the
      // workflow any more. Nor may the others be lists, which the SDK's older form writes: with those Go's SDK cannot.
      if (value === null) return { key: defineSearchAttributeKey(name, 'KEYWORD_LIST'), value: [] };
      return {
        key: defineSearchAttributeKey(name, searchAttributes[name as Name]),
        value,
      } as SearchAttributeUpdatePair;
    }),
  );
}

/** Of what waits. */
export const holdAttributes = ({ reason, until }: Hold): Attributes => ({
  CallHoldReason: reason,
  CallNextAttemptAt: until === undefined ? null : new Date(until),
});

/** Taken away when the wait is over. */
export const noHold: Attributes = { CallHoldReason: null, CallNextAttemptAt: null };
