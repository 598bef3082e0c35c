import { upsertSearchAttributes, workflowInfo } from '@temporalio/workflow';
import { defineSearchAttributeKey, type SearchAttributeUpdatePair } from '@temporalio/common';
import type { Hold } from '../../src/contract/call-view.js';
import { deploymentName, searchAttributeKeys as keys } from '../../src/contract/names.js';

type Name = keyof typeof keys;

/** Values of search attributes; null takes one away. */
export type Attributes = { readonly [name in Name]?: string | number | boolean | Date | null };

/** Changes the workflow's search attributes: one event, and one Action, however many. */
export function upsert(attributes: Attributes): void {
  upsertSearchAttributes(
    Object.entries(attributes).map(([name, value]) => {
      // An empty list takes one away. The SDK's own form of it, null, the server keeps as a value, and Python's SDK cannot describe the
      // workflow any more. Nor may the others be lists, which the SDK's older form writes: with those Go's SDK cannot.
      if (value === null) return { key: defineSearchAttributeKey(name, 'KEYWORD_LIST'), value: [] };
      return { key: keys[name as Name], value } as SearchAttributeUpdatePair;
    }),
  );
}

/**
 * Whether this workflow task may set search attributes where versions before 0.6 did not. Temporal records with each task who has carried it out,
 * so a replay sees the same; `patched()` would cost two events.
 */
export const tellsMore = (): boolean => workflowInfo().currentDeploymentVersion?.deploymentName === deploymentName;

/** Whom it calls, where the start has not said it. @param destination masked */
export const whom = (destination: string | undefined): Attributes =>
  destination === undefined || workflowInfo().typedSearchAttributes.get(keys.CallTo) !== undefined
    ? {}
    : { CallTo: destination };

/** Of what waits. */
export const holdAttributes = ({ reason, until }: Hold): Attributes => ({
  CallHoldReason: reason,
  CallNextAttemptAt: until === undefined ? null : new Date(until),
});

/** Taken away when the wait is over. */
export const noHold: Attributes = { CallHoldReason: null, CallNextAttemptAt: null };
