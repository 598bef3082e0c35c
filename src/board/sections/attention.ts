import { html } from 'ghtml';
import { listCalls } from '../../client/call/list-calls.js';
import type { ListedCall } from '../../client/call/listed-call.js';
import { failureTypes } from '../../contract/failures.js';
import { nextStepAfter, nextStepAfterFailure } from '../../contract/next-step.js';
import { mostShown, type Section } from '../source.js';
import { nothing, table } from '../table.js';

/** Where a person must act: what, and what to do. The latest end first. */
export const attentionSection: Section = {
  id: 'attention',
  title: 'Needs a person',
  async show({ client, links, clock }) {
    const { calls, nextPageToken } = await listCalls(client, { needsAttention: true }, { limit: mostShown });
    if (calls.length === 0) return nothing('Nothing.');
    const rows = calls.map((call) => [
      links.workflow(call),
      html`${call.destination ?? '–'}`,
      html`<strong>${clock.text(call.status)}</strong> ${whatToDo(call)}`,
      html`${clock.instant(call.endedAt ?? call.startedAt)}`,
    ]);
    const more = html`<p>${mostShown} of more: !${links.list('CallNeedsAttention = true', 'all of them')}.</p>`;
    return `${table(['ID', 'To', 'What, and what to do', 'Since'], rows)}${nextPageToken === undefined ? '' : more}`;
  },
};

/** From what is not encrypted. The call's own page says it with the particulars. */
function whatToDo({ workflowId, status, outcome, ContactId, workflowStatus }: ListedCall): string {
  if (outcome !== undefined)
    return nextStepAfter({ outcome, ...(ContactId === undefined ? {} : { ContactId }) }, workflowId);
  const rangNobody = /^(?:INVALID|REFUSED)/.test(status);
  return workflowStatus === 'FAILED'
    ? nextStepAfterFailure(rangNobody ? failureTypes.invalidRequest : undefined, undefined)
    : `"ringonce show ${workflowId}" says what to do.`;
}
