import type { BatchFigures, BatchPlan } from './batch.js';
import { budgets } from './budgets.js';
import type { Figure, Unit } from './figures.js';

/** The table's rows about many calls at once. */
export function batchFigures({ memory, startsPerSecond, foundPerSecond }: BatchFigures, plan: BatchPlan): Figure[] {
  const { heapMB, maxRssMB } = memory;
  const rows = plan.memoryRows.toLocaleString('en');
  return [
    {
      ...figure(`batch: heap at the end of ${rows} rows`, 'MB', heapMB.atTheEnd),
      ratio: heapMB.atTheEnd / heapMB.atATenth,
      budget: budgets.batchHeap,
    },
    figure('  RSS, at most', 'MB', maxRssMB),
    figure('  rows, a Temporal that answers at once', 'rows/s', memory.rowsPerSecond),
    figure('  rows started on a server', 'rows/s', startsPerSecond),
    figure('  rows found when it is run again', 'rows/s', foundPerSecond),
  ];
}

const figure = (name: string, unit: Unit, outboundCall: number): Figure => ({ name, unit, measured: { outboundCall } });
