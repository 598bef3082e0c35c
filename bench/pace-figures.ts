import { budgets } from './budgets.js';
import type { Figure, Unit } from './figures.js';
import type { LinesFigures, LinesPlan } from './lines-in-use.js';
import type { PaceFigures, PacePlan } from './pace.js';
import type { QuotaFigures } from './quota.js';
import { median } from './statistics.js';

/** The table's rows about Connect's two limits. */
export function paceFigures(figures: PaceFigures, plan: PacePlan): Figure[] {
  const { cost, startToDialMs, slow, fast, largeInstance, scarce, diallerDeath } = figures;
  const on = median(startToDialMs.on);
  return [
    { ...figure('a line: history events', 'count', cost.on.events - cost.off.events), budget: budgets.lineEvents },
    { ...figure('a line: Actions', 'count', cost.on.actions - cost.off.actions), budget: budgets.lineActions },
    {
      ...figure('start to dial with a line, over the bare workflow, p50', 'ms', on),
      ratio: on / median(startToDialMs.bare),
      budget: budgets.lineLatencyP50,
    },
    { ...figure('  over the same call without one', 'ms', on), ratio: on / median(startToDialMs.off) },
    ...quotaRows(slow.off, 'lines off', budgets.dialsPermitted),
    ...quotaRows(slow.on, 'lines on', budgets.dialsPermitted),
    ...quotaRows(fast.off, 'lines off'),
    ...quotaRows(fast.on, 'lines on'),
    {
      ...figure('  lines on over lines off', 'dials/s', fast.on.dialsPerSecond),
      ratio: fast.on.dialsPerSecond / fast.off.dialsPerSecond,
      budget: budgets.lineThroughput,
    },
    ...linesRows(scarce, plan.scarce, budgets.scarceUse),
    ...linesRows(largeInstance, plan.largeInstance, budgets.largeInstanceUse),
    {
      ...figure('a dialler killed under load: silent for', 's', diallerDeath.silentSeconds),
      budget: budgets.diallerDeathSilentS,
    },
    {
      ...figure(`  calls answered, of ${diallerDeath.calls}`, 'count', diallerDeath.answered),
      budget: { of: 'value', atLeast: diallerDeath.calls },
    },
  ];
}

function linesRows(
  { grantsPerSecond, turnaroundMs, use, waited }: LinesFigures,
  { lines, callSeconds }: LinesPlan,
  budget: typeof budgets.scarceUse | typeof budgets.largeInstanceUse,
): Figure[] {
  return [
    figure(`${lines} lines free at once, all calls waiting: dials`, 'dials/s', grantsPerSecond),
    {
      ...figure(`  then calls of ${callSeconds} s: dials, over those possible`, 'dials/s', (use * lines) / callSeconds),
      ratio: use,
      budget,
    },
    figure('  from a call to the next one on its line, p50', 'ms', turnaroundMs),
    { ...figure('  events of the call that waited longest', 'count', waited.events), budget: budgets.waitedEvents },
    {
      ...figure('  its dial attempts', 'count', waited.dialAttempts),
      budget: budgets.waitedDialAttempts,
    },
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
