import { html } from 'ghtml';
import { linesInWords, readLines } from '../../client/lines.js';
import { lineDialQueue, linesWorkflowId } from '../../contract/names.js';
import { isLines } from '../../temporal/lines-workflow.js';
import { listRuns } from '../../temporal/recorded-run.js';
import { readRate } from '../../temporal/task-queue.js';
import { mostShown, type BoardSource, type Section } from '../source.js';
import { nothing, table } from '../table.js';

/** Each instance's lines: how many are busy and how many calls wait, at what rate they are dialled, and who holds them, the oldest first. */
export const linesSection: Section = {
  id: 'lines',
  title: 'Lines',
  async show(source) {
    const query = `${isLines} AND ExecutionStatus != 'ContinuedAsNew'`;
    const { runs, next } = await listRuns(source.client, query, { pageSize: mostShown });
    const prefix = linesWorkflowId('').length;
    const instances = [...new Set(runs.map(({ workflowId }) => workflowId.slice(prefix)))].sort();
    if (instances.length === 0) return nothing('No call has asked for a line yet.');
    const shown = await Promise.all(instances.map((InstanceId) => ofInstance(source, InstanceId)));
    return shown.join('') + (next === undefined ? '' : html`<p>There are more instances: ringonce lines.</p>`);
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
