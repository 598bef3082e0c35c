import { html } from 'ghtml';
import { workflowTypes } from '../../contract/names.js';
import { outcomes } from '../../contract/outcome.js';
import { outcomeWords } from '../../contract/call-status.js';
import { isCall, isCallOrFollowUp, quoted } from '../../temporal/visibility.js';
import type { Section } from '../source.js';
import { counts, nothing } from '../table.js';

const isFollowUp = `WorkflowType = ${quoted(workflowTypes.followUp)}`;
const running = 'CloseTime IS NULL';

const underWay = [
  { of: 'wait for their time', query: `${isCall} AND ${running} AND CallPhase = 'WAITING'` },
  { of: 'wait for a line or the rate, or are dialled', query: `${isCall} AND ${running} AND CallPhase = 'DIALLING'` },
  { of: 'ring or talk', query: `${isCall} AND ${running} AND CallPhase = 'FOLLOWING'` },
  { of: 'in doubt: may be ringing', query: `${isCall} AND ${running} AND CallPhase = 'IN_DOUBT'` },
  { of: 'follow-ups between attempts', query: `${isFollowUp} AND ${running} AND CallPhase = 'WAITING'` },
  { of: 'follow-ups with an attempt under way', query: `${isFollowUp} AND ${running} AND CallPhase = 'CALLING'` },
  {
    of: 'paused',
    query: `${isCallOrFollowUp} AND ${running} AND (CallPhase = 'PAUSED' OR TemporalPauseInfo IS NOT NULL)`,
  },
];

/** Calls and follow-ups by state, and calls that have ended today by outcome. The server groups by nothing but the status of workflows. */
export const callsSection: Section = {
  id: 'calls',
  title: 'Calls',
  async show({ client, links, clock, today }) {
    const since = `${isCall} AND CloseTime >= ${quoted(today.toISOString())}`;
    const ended = [
      ...outcomes.map((outcome) => ({ of: outcomeWords[outcome], query: `${since} AND CallOutcome = '${outcome}'` })),
      { of: 'invalid, refused or failed', query: `${since} AND ExecutionStatus = 'Failed'` },
      { of: 'ended from outside', query: `${since} AND ExecutionStatus IN ('Terminated', 'TimedOut')` },
    ];
    const count = async ({ of, query }: { readonly of: string; readonly query: string }) => ({
      count: (await client.workflow.count(query)).count,
      of: links.list(query, of),
    });
    const [now, then] = await Promise.all([Promise.all(underWay.map(count)), Promise.all(ended.map(count))]);
    const some = then.filter((entry) => entry.count > 0);
    const start = clock.instant(today.toISOString());
    return html`<h3>Now</h3>
      !${counts(now)}
      <h3>Ended since ${start}</h3>
      !${some.length === 0 ? nothing('None yet.') : counts(some)}`;
  },
};
