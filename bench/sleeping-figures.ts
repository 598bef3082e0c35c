import { budgets } from './budgets.js';
import type { Figure, Unit } from './figures.js';
import type { SleepingFigures, SleepingPlan } from './sleeping.js';
import { percentile } from './statistics.js';

/** The table's rows about follow-ups that sleep. */
export function sleepingFigures(measured: SleepingFigures, plan: SleepingPlan): Figure[] {
  const { usage, maxWorkerMB, oneByOne, atOpening, rates } = measured;
  const count = plan.followUps.toLocaleString('en');
  const woken = plan.dueAtOpening.toLocaleString('en');
  const cpuMsPerDial = (of: 'worker' | 'server') =>
    ((usage.dialled[of].cpuS - usage.asleep[of].cpuS) * 1000) / (atOpening.ringMs.length + oneByOne.ringMs.length);
  return [
    figure('follow-ups: starts', 'calls/s', measured.startsPerSecond),
    figure(`  until all ${count} sleep`, 's', measured.allAsleepAfterS),
    {
      ...figure(`  worker RSS, ${count} asleep, at most`, 'MB', maxWorkerMB.asleep),
      budget: budgets.sleepingWorkerMB,
    },
    figure('    when the last one sleeps', 'MB', usage.asleep.worker.rssMB),
    figure('    before the first one', 'MB', usage.idle.worker.rssMB),
    figure(`  Temporal server RSS, ${count} asleep`, 'MB', usage.asleep.server.rssMB),
    figure('    before the first one', 'MB', usage.idle.server.rssMB),
    figure(`  due one by one: to awake, p50`, 'ms', percentile(oneByOne.awakeMs, 0.5)),
    figure('    to awake, p99', 'ms', percentile(oneByOne.awakeMs, 0.99)),
    figure('    to the ring, p50', 'ms', percentile(oneByOne.ringMs, 0.5)),
    figure('    to the ring, p99', 'ms', percentile(oneByOne.ringMs, 0.99)),
    {
      ...figure('    rings before time', 'count', [...oneByOne.ringMs, ...atOpening.ringMs].filter(isEarly).length),
      budget: budgets.dialsBeforeTime,
    },
    figure(`  ${woken} due at one opening: to awake, p50`, 's', percentile(atOpening.awakeMs, 0.5) / 1000),
    figure('    to awake, p99', 's', percentile(atOpening.awakeMs, 0.99) / 1000),
    figure('    to the first ring', 's', Math.min(...atOpening.ringMs) / 1000),
    {
      ...figure(`    dials, ${plan.first.dialsPerSecond}/s permitted`, 'dials/s', rates.first),
      ratio: rates.first / plan.first.dialsPerSecond,
      budget: budgets.dialsAtOpening,
    },
    figure(`    dials, ${plan.then.dialsPerSecond}/s permitted`, 'dials/s', rates.then),
    figure('    dialled by then', 'count', atOpening.ringMs.length),
    figure('    throttles', 'count', measured.throttles),
    figure('    CPU of the worker, a dial', 'ms', cpuMsPerDial('worker')),
    figure('    CPU of the Temporal server, a dial', 'ms', cpuMsPerDial('server')),
    figure('    worker RSS, at most', 'MB', maxWorkerMB.dialled),
  ];
}

const figure = (name: string, unit: Unit, outboundCall: number): Figure => ({ name, unit, measured: { outboundCall } });

const isEarly = (delayMs: number): boolean => delayMs < 0;
