import { budgets } from './budgets.js';
import type { Figure, Unit } from './figures.js';
import type { LargeInstanceFigures, LargeInstancePlan } from './large-instance.js';
import type { PaceFigures, PacePlan } from './pace.js';
import type { QuotaFigures } from './quota.js';
import { median } from './statistics.js';

/** The table's rows about Connect's two limits. */
export function paceFigures({ cost, startToDialMs, slow, fast, largeInstance }: PaceFigures, plan: PacePlan): Figure[] {
  const on = median(startToDialMs.on);
  return [
    { ...figure('a line: history events', 'count', cost.on.events - cost.off.events), budget: budgets.lineEvents },
    { ...figure('a line: Actions', 'count', cost.on.actions - cost.off.actions), budget: budgets.lineActions },
    { ...figure('a line: start to dial, p50', 'ms', on), ratio: on / median(startToDialMs.off) },
    ...quotaRows(slow.off, 'lines off', budgets.dialsPermitted),
    ...quotaRows(slow.on, 'lines on', budgets.dialsPermitted),
    ...quotaRows(fast.off, 'lines off'),
    ...quotaRows(fast.on, 'lines on'),
    ...largeInstanceRows(largeInstance, plan.largeInstance),
  ];
}

function largeInstanceRows(
  { callSeconds, grantsPerSecond, turnaroundMs, use }: LargeInstanceFigures,
  { lines }: LargeInstancePlan,
): Figure[] {
  return [
    figure(`${lines} lines free at once: grants, dialled`, 'calls/s', grantsPerSecond),
    {
      ...figure(`  then calls of ${callSeconds} s, as many waiting: dials`, 'dials/s', (use * lines) / callSeconds),
      ratio: use,
    },
    figure('  from a call to the next one on its line, p50', 'ms', turnaroundMs),
  ];
}

function quotaRows(quota: QuotaFigures, lines: string, budget?: typeof budgets.dialsPermitted): Figure[] {
  const { permittedPerSecond, dialsPerSecond, throttles, maxDialsInOneSecond } = quota;
  return [
    {
      ...figure(`dials, ${permittedPerSecond} a second permitted, ${lines}`, 'dials/s', dialsPerSecond),
      ratio: dialsPerSecond / permittedPerSecond,
      ...(budget === undefined ? {} : { budget }),
    },
    { ...figure('  throttles', 'count', throttles), budget: budgets.throttles },
    figure('  most dials in one second', 'count', maxDialsInOneSecond),
  ];
}

const figure = (name: string, unit: Unit, outboundCall: number): Figure => ({ name, unit, measured: { outboundCall } });
