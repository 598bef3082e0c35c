import Table from 'cli-table3';
import { callKindNames } from './call-kinds.js';
import { verdictOf, type Budget, type Figure, type Unit } from './figures.js';

const columns = {
  bareCall: 'bare',
  bareCallOnDialQueue: 'bare, dial queue',
  bareCallWithUpsert: 'and upsert',
  outboundCall: 'ringonce',
} as const;

const explanation = `bare: a workflow with one activity, the same request through the same AWS client, one task queue for both.
bare, dial queue: the same with the activity on a task queue of its own, as a rate limit for dials needs it. Ratios are against this one.
and upsert: the same, which upserts one search attribute at its end.
ringonce: outboundCall; of follow-ups followUp, whose ratio is that to the permitted rate; of a batch that to its heap at a tenth of the rows.
CPU of client and worker: processor time a call, of the process that holds client, workers and local Connect; not the server's.
range: the ratio's least and greatest value over the blocks of this run.`;

/** The figures as people read them. */
export function tableOf(figures: readonly Figure[]): string {
  const kinds = callKindNames.filter((kind) => figures.some(({ measured }) => measured[kind] !== undefined));
  const table = new Table({
    head: ['figure', ...kinds.map((kind) => columns[kind]), 'ratio (range)', 'budget', 'verdict'],
    colAligns: ['left', ...kinds.map(() => 'right' as const), 'right', 'left', 'left'],
    style: { head: [], border: [] },
  });
  for (const figure of figures) {
    table.push([
      figure.name,
      ...kinds.map((kind) => valueInWords(figure.measured[kind], figure.unit)),
      ratioInWords(figure),
      budgetInWords(figure),
      verdictOf(figure) === 'no budget' ? '' : verdictOf(figure),
    ]);
  }
  return `${table.toString()}\n${explanation}`;
}

function valueInWords(value: number | undefined, unit: Unit): string {
  if (value === undefined) return '';
  switch (unit) {
    case 'count':
      return String(Math.round(value * 100) / 100);
    case 's':
    case 'dials/s':
      return `${value.toFixed(2)} ${unit}`;
    case 'ms':
    case 'KB':
    case 'MB':
    case 'calls/s':
    case 'rows/s':
      return `${value.toFixed(1)} ${unit}`;
  }
}

function ratioInWords({ ratio, ratioRange }: Figure): string {
  if (ratio === undefined) return '';
  const range = ratioRange === undefined ? '' : ` (${ratioRange.min.toFixed(2)}–${ratioRange.max.toFixed(2)})`;
  return `${ratio.toFixed(3)}${range}`;
}

function budgetInWords({ budget, unit }: Figure): string {
  if (budget === undefined) return '';
  const { of, atMost, atLeast }: Budget = budget;
  const limit = atMost === undefined ? `≥ ${atLeast ?? ''}` : `≤ ${atMost}`;
  if (of === 'ratio') return `${limit} ×`;
  return unit === 'count' ? limit : `${limit} ${unit}`;
}
