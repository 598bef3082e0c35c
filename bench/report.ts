import Table from 'cli-table3';
import { callKindNames, type CallKindName } from './call-kinds.js';
import type { Range } from './statistics.js';

/** Reports progress on stderr: stdout is for the table. */
export function progress(what: string): void {
  console.error(`bench  ${what}`);
}

export interface Run {
  readonly isQuick: boolean;
}

/** What one measurement came to. */
export interface Measured {
  /** How much was measured. */
  readonly plan: object;
  /** The table's rows. */
  readonly figures: readonly Figure[];
  /** What they are made of. */
  readonly measurements: object;
}

/** One row of the table. */
export interface Figure {
  readonly name: string;
  readonly unit: Unit;
  readonly measured: Readonly<Partial<Record<CallKindName, number>>>;
  /** `outboundCall` over the baseline; of dials, over the permitted rate; of a batch, over its beginning. */
  readonly ratio?: number;
  /** The same, block by block: how much chance there is in it. */
  readonly ratioRange?: Range;
  readonly budget?: Budget;
}

export type Unit = 'ms' | 's' | 'calls/s' | 'dials/s' | 'rows/s' | 'KB' | 'MB' | 'count';

/** A row that has a value of ringonce alone. */
export function figure(name: string, outboundCall: number, others: Pick<Figure, 'unit' | 'ratio' | 'budget'>): Figure {
  return { name, measured: { outboundCall }, ...others };
}

/** What a figure must keep to: design budgets, as ratios where the machine would decide otherwise. */
export interface Budget {
  readonly of: 'ratio' | 'value';
  readonly atMost?: number;
  readonly atLeast?: number;
}

/** The product's budgets; each number stands here and nowhere else. */
export const budgets = {
  latencyP50: { of: 'ratio', atMost: 1.1 },
  cpu: { of: 'ratio', atMost: 1.15 },
  throughput: { of: 'ratio', atLeast: 0.9 },
  /** Over the bare workflow with one upsert at its end. */
  throughputOverUpsert: { of: 'ratio', atLeast: 0.97 },
  /** The bare workflow's 11 and one upsert of search attributes. */
  events: { of: 'value', atMost: 12 },
  /** The bare workflow's 2 and the upsert. */
  actions: { of: 'value', atMost: 3 },
  trackedEvents: { of: 'value', atMost: 20 },
  trackedActions: { of: 'value', atMost: 5 },
  heapKB: { of: 'value', atMost: 100 },
  startUpS: { of: 'value', atMost: 2 },
  lineEvents: { of: 'value', atMost: 0 },
  lineActions: { of: 'value', atMost: 1 },
  /** Over the bare workflow. */
  lineLatencyP50: { of: 'ratio', atMost: 1.15 },
  /** Over the same calls without lines. */
  lineThroughput: { of: 'ratio', atLeast: 0.95 },
  /** Of what 400 lines permit with calls of 20 s, while calls wait. */
  largeInstanceUse: { of: 'ratio', atLeast: 0.95 },
  /** Of what 10 lines permit with calls of 1 s. */
  scarceUse: { of: 'ratio', atLeast: 0.85 },
  waitedEvents: { of: 'value', atMost: 20 },
  waitedDialAttempts: { of: 'value', atMost: 1 },
  diallerDeathSilentS: { of: 'value', atMost: 15 },
  /** Of Connect's default quota; the server counts in its own time. */
  dialsPermitted: { of: 'ratio', atLeast: 0.95 },
  throttles: { of: 'value', atMost: 0 },
  /** At every moment while 10,000 follow-ups sleep, and while they fall asleep. */
  sleepingWorkerMB: { of: 'value', atMost: 600 },
  dialsBeforeTime: { of: 'value', atMost: 0 },
  /** Of the permitted rate, from the opening on. */
  dialsAtOpening: { of: 'ratio', atLeast: 0.95 },
  /** At the end of a batch, to when a tenth of its rows were done. */
  batchHeap: { of: 'ratio', atMost: 1.1 },
  /** Over twice the direct call and the engine's own start to dial. */
  gatewayLatency: { of: 'ratio', atMost: 1 },
  gatewayFailures: { of: 'value', atMost: 0 },
  /** At the end, to when a fifth of the calls were placed. */
  gatewayMemory: { of: 'ratio', atMost: 1.15 },
  /** Over the same calls in clear. */
  encryptionLatency: { of: 'ratio', atMost: 1.1 },
  encryptionThroughput: { of: 'ratio', atLeast: 0.93 },
  /** What it took with the runtime's zones and `date-holidays` alone: 7 to 9 ms. */
  previewMs: { of: 'value', atMost: 7 },
  /** Over a process that loads nothing. */
  admissionLoadS: { of: 'value', atMost: 0.1 },
  /** 1.5 MB for zones and holidays of our own, over the 5.1 MB before. */
  packageMB: { of: 'value', atMost: 6.6 },
  /** Wall time of the command, durable call and all, over that of the AWS CLI's. */
  command: { of: 'ratio', atMost: 1.2 },
} as const satisfies Record<string, Budget>;

type Verdict = 'ok' | 'over' | 'no budget';

export function verdictOf({ measured, ratio, budget }: Figure): Verdict {
  if (budget === undefined) return 'no budget';
  const value = budget.of === 'ratio' ? ratio : measured.outboundCall;
  // A figure that was not taken does not keep its budget.
  if (value === undefined || Number.isNaN(value)) return 'over';
  const isWithin = value <= (budget.atMost ?? Infinity) && value >= (budget.atLeast ?? -Infinity);
  return isWithin ? 'ok' : 'over';
}

const columns = {
  bareCall: 'bare',
  bareCallOnDialQueue: 'bare, dial queue',
  bareCallWithUpsert: 'and upsert',
  outboundCall: 'ringonce',
} as const;

const explanation = `bare: a workflow with one activity, the same request through the same AWS client, one task queue for both.
bare, dial queue: the same with the activity on a task queue of its own, as a rate limit for dials needs it. Ratios are against this one.
and upsert: the same, which upserts one search attribute at its end.
ringonce: outboundCall; of follow-ups followUp, whose ratio is that to the permitted rate; of a batch that to its heap at a tenth of the rows; encrypted: that to
the same in clear.
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
  if (unit === 'count') return String(Math.round(value * 100) / 100);
  return `${value.toFixed(unit === 's' || unit === 'dials/s' ? 2 : 1)} ${unit}`;
}

function ratioInWords({ ratio, ratioRange }: Figure): string {
  if (ratio === undefined) return '';
  const range = ratioRange === undefined ? '' : ` (${ratioRange.min.toFixed(2)}–${ratioRange.max.toFixed(2)})`;
  return `${ratio.toFixed(3)}${range}`;
}

function budgetInWords({ budget, unit }: Figure): string {
  if (budget === undefined) return '';
  const { of, atMost, atLeast } = budget;
  const limit = atMost === undefined ? `≥ ${atLeast ?? ''}` : `≤ ${atMost}`;
  if (of === 'ratio') return `${limit} ×`;
  return unit === 'count' ? limit : `${limit} ${unit}`;
}
