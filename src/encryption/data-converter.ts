import type { DataConverter } from '@temporalio/common';

/**
 * The one place where the data converter is chosen: client and worker both ask here, so that they cannot disagree.
 *
 * Payloads are plain JSON, Temporal's default; encryption will be chosen here too.
 */
export function chooseDataConverter(): DataConverter | undefined {
  return undefined;
}
