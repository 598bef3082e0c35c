import { html } from 'ghtml';
import { linesInWords } from '../../client/lines.js';
import { lineDialQueue, linesWorkflowId } from '../../contract/names.js';
import { firstLineInstances } from '../../temporal/lines-workflow.js';
import { readLines } from '../../temporal/read-lines.js';
import { readRate } from '../../temporal/task-queue.js';
import { mostShown, type BoardSource, type Section } from '../source.js';
import { nothing, table } from '../table.js';

/** Each instance's lines: how many are busy and how many calls wait, at what rate they are dialled, and who holds them, the oldest first. */
export const linesSection: Section = {
  id: 'lines',
  title: 'Lines',
  async show(source) {
    const { connection, options } = source.client;
    const { instances, areThereMore } = await firstLineInstances(connection, options.namespace, mostShown);
    if (instances.length === 0) return nothing('No call has asked for a line yet.');
    const shown = await Promise.all(instances.toSorted().map((InstanceId) => ofInstance(source, InstanceId)));
    return shown.join('') + (areThereMore ? html`<p>There are more instances: ringonce lines.</p>` : '');
  },
};

async function ofInstance({ client, links, clock }: BoardSource, InstanceId: string): Promise<string> {
  const taskQueue = lineDialQueue(InstanceId);
  const [{ view }, { perSecond }] = await Promise.all([
    readLines(client, InstanceId),
    readRate(client.connection, client.options.namespace, taskQueue),
  ]);
  const rows = view.calls
    .slice(0, mostShown)
    .map(({ callId, since }) => [links.workflow({ workflowId: callId }), html`${clock.instant(since)}`]);
  const more = view.calls.length - rows.length;
  const rate = perSecond === undefined ? "dialled at the workers' default rate" : `at most ${perSecond} dials a second`;
  return html`<h3>!${links.workflow({ workflowId: linesWorkflowId(InstanceId) }, InstanceId)}</h3>
    <p class="${view.notDialling === undefined ? '' : 'trouble'}">${linesInWords(view)}; ${rate}</p>
    !${rows.length === 0 ? '' : table(['Has a line', 'Since'], rows)}
    !${more > 0 ? html`<p>${more} more have a line: ringonce lines ${InstanceId} --json</p>` : ''}`;
}
