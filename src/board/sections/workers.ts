import { html } from 'ghtml';
import { roughDuration } from '../../contract/rough-duration.js';
import { toldEnds } from '../../temporal/contact-ends.js';
import { readPollersOfAll, type Poller } from '../../temporal/task-queue.js';
import type { BoardSource, Section } from '../source.js';
import { nothing, table } from '../table.js';

/** The latest calls that are asked how they learned their end. */
const mostEnds = 5;
const lookBackMs = 7 * 86_400_000;

/** Who polls the queues, and when a contact event last ended a call. */
export const workersSection: Section = {
  id: 'workers',
  title: 'Workers and contact events',
  async show(source) {
    const [pollers, events] = await Promise.all([workers(source), lastEvent(source)]);
    return `${pollers}${events}`;
  },
};

async function workers({ client }: BoardSource): Promise<string> {
  const nowMs = Date.now();
  const found = await readPollersOfAll(client.connection, client.options.namespace, nowMs);
  const unserved = found.filter(({ pollers }) => pollers.length === 0).map(({ taskQueue }) => taskQueue);
  const trouble = `No worker polls ${unserved.join(', ')}: calls wait. Start one: ringonce worker.`;
  const identities = [...new Set(found.flatMap(({ pollers }) => pollers.map(({ identity }) => identity)))].sort();
  const rows = identities.map((identity) => {
    const of = (pollers: readonly Poller[]) => pollers.find((poller) => poller.identity === identity);
    const served = found.filter(({ pollers }) => of(pollers) !== undefined).map(({ taskQueue }) => taskQueue);
    const version = found.map(({ pollers }) => of(pollers)?.version).find((known) => known !== undefined);
    const seenMs = Math.max(...found.map(({ pollers }) => of(pollers)?.lastSeen.getTime() ?? 0));
    const seen = `${roughDuration(Math.max(0, nowMs - seenMs))} ago`;
    return [html`${identity}`, html`${version ?? '–'}`, html`${served.join(', ')}`, html`${seen}`];
  });
  return `${unserved.length === 0 ? '' : html`<p class="trouble">${trouble}</p>`}${
    rows.length === 0 ? '' : table(['Worker', 'Version', 'Polls', 'Last seen'], rows)
  }`;
}

async function lastEvent({ client, links, clock }: BoardSource): Promise<string> {
  const ends = await toldEnds(client, { most: mostEnds, since: new Date(Date.now() - lookBackMs) });
  const latest = ends.find(({ by }) => by === 'event');
  if (latest !== undefined)
    return html`<p>
      The last contact event that ended a call came at ${clock.instant(latest.at.toISOString())}:
      !${links.workflow(latest)}.
    </p>`;
  return ends.length === 0
    ? nothing('No followed call has ended in the last 7 days, so nothing tells whether contact events arrive.')
    : html`<p class="trouble">None of the last ${ends.length} calls was ended by a contact event: ringonce doctor.</p>`;
}
