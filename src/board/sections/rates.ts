import { html } from 'ghtml';
import { defaultDialsPerSecond, defaultQueriesPerSecond, readCommonRates } from '../../temporal/rates.js';
import type { Section } from '../source.js';
import { table } from '../table.js';

/** What all instances share: the rates, and how much waits for them. Those of an instance are with its lines. */
export const ratesSection: Section = {
  id: 'rates',
  title: 'Rate and backlog',
  async show({ client, links }) {
    const { dials, queries } = await readCommonRates(client.connection, client.options.namespace);
    const rows = [
      { what: 'dials without a line', ...dials, otherwise: defaultDialsPerSecond },
      { what: 'queries about contacts, stops', ...queries, otherwise: defaultQueriesPerSecond },
    ].map(({ what, taskQueue, perSecond, waiting, otherwise }) => [
      html`${what}`,
      links.taskQueue(taskQueue),
      perSecond === undefined ? html`${otherwise} (the workers' default)` : html`${perSecond}`,
      html`${waiting}`,
    ]);
    return table(['What', 'Task queue', 'At most a second', 'Waiting'], rows);
  },
};
