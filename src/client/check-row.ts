import { parseCall } from '../contract/call.js';
import { parseFollowUp } from '../contract/follow-up.js';
import type { BatchRow, InvalidRow } from './batch-row.js';
import { InvalidRequestError } from './errors.js';
import { preview } from './preview.js';

/** All that a start checks before it asks Temporal; starts nothing. */
export async function checkRow({
  workflowId,
  request,
  options,
  plan,
}: BatchRow): Promise<InvalidRow | { readonly verdict: 'valid' }> {
  const parsed =
    plan === undefined ? parseCall(workflowId, request, options ?? {}) : parseFollowUp(workflowId, request, plan);
  if (!parsed.ok) return { verdict: 'invalid', issues: parsed.issues };
  try {
    const what = plan === undefined ? { options: options ?? {} } : { plan };
    await preview({ ...request, ClientToken: workflowId }, what);
    return { verdict: 'valid' };
  } catch (error) {
    if (error instanceof InvalidRequestError) return { verdict: 'invalid', issues: error.issues };
    throw error;
  }
}
