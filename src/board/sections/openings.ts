import { html } from 'ghtml';
import { listedCall } from '../../client/call/listed-call.js';
import { listRuns } from '../../temporal/recorded-run.js';
import { isCallOrFollowUp, quoted } from '../../temporal/visibility.js';
import type { Section } from '../source.js';
import { counts, nothing, table } from '../table.js';

const minuteMs = 60_000;

const spans = [
  { of: 'within 15 minutes', untilMs: 15 * minuteMs },
  { of: 'within an hour', untilMs: 60 * minuteMs },
  { of: 'within 6 hours', untilMs: 6 * 60 * minuteMs },
  { of: 'within a day', untilMs: 24 * 60 * minuteMs },
  { of: 'later', untilMs: undefined },
] as const;

/** Read of the next span, and shown of them. The server's list has no order by time. */
const mostRead = 100;
const mostShown = 10;

/** When calls that wait come due: how many, and of the next of them when and why. */
export const openingsSection: Section = {
  id: 'openings',
  title: 'Next openings',
  async show({ client, links, clock }) {
    // Whole minutes, so that links stay as they are for a while.
    const nowMs = Math.floor(Date.now() / minuteMs) * minuteMs;
    const waiting = `${isCallOrFollowUp} AND CloseTime IS NULL AND CallPhase = 'WAITING'`;
    const at = (ms: number) => quoted(new Date(nowMs + ms).toISOString());
    const inSpans = await Promise.all(
      spans.map(async ({ of, untilMs }, index) => {
        const from = spans[index - 1]?.untilMs;
        const bounds = [
          waiting,
          from === undefined ? 'CallNextAttemptAt IS NOT NULL' : `CallNextAttemptAt > ${at(from)}`,
          ...(untilMs === undefined ? [] : [`CallNextAttemptAt <= ${at(untilMs)}`]),
        ];
        const query = bounds.join(' AND ');
        return { of: links.list(query, of), query, count: (await client.workflow.count(query)).count };
      }),
    );
    const next = inSpans.find(({ count }) => count > 0);
    if (next === undefined) return nothing('No call waits for its time.');
    const { runs } = await listRuns(client, next.query, { pageSize: mostRead });
    const calls = runs.map(listedCall).sort((one, other) => (one.until ?? '').localeCompare(other.until ?? ''));
    const rows = calls
      .slice(0, mostShown)
      .map((call) => [
        html`${clock.instant(call.until) ?? '–'}`,
        links.workflow(call),
        html`${call.destination ?? '–'}`,
        html`${clock.text(call.status)}`,
      ]);
    const some = html`<p>The next of ${mostRead} that were read, of ${next.count}.</p>`;
    return `${counts(inSpans)}${table(['At', 'ID', 'To', 'Why'], rows)}${next.count > mostRead ? some : ''}`;
  },
};
