import { parseArgs } from 'node:util';
import { measureAll } from './measure-all.js';
import { figuresOf } from './figures-of.js';
import { verdictOf } from './figures.js';
import { fullPlan, partNames, quickPlan, type PartName } from './plan.js';
import { progress } from './progress.js';
import { writeResult } from './result-file.js';
import { tableOf } from './table.js';

const usage = `npm run bench -- [--only <part>] [--quick] [--strict]
  --only    calls; pace: dials at a rate, with lines and without; sleeping: thousands of follow-ups that sleep, and their waking; batch: many rows at once; admission: previews, loading, size of the package; default: all
  --quick   a smaller run: the figures are rough
  --strict  exit code 1 when a budget is exceeded`;

const { values: options } = parseArgs({
  options: {
    only: { type: 'string' },
    quick: { type: 'boolean' },
    strict: { type: 'boolean' },
    help: { type: 'boolean', short: 'h' },
  },
});
const parts = partNames.filter((part) => options.only === undefined || part === options.only);
if (options.help === true) console.log(usage);
else if (parts.length === 0) {
  console.error(usage);
  process.exitCode = 2;
} else process.exitCode = await benchmark(parts);

async function benchmark(parts: readonly PartName[]): Promise<number> {
  const startedAt = new Date();
  const plan = options.quick === true ? quickPlan : fullPlan;
  const { measurements, environment } = await measureAll(plan, parts);
  const figures = figuresOf(measurements, plan);
  const tookMs = Date.now() - startedAt.getTime();
  console.log(tableOf(figures));
  const path = await writeResult({ startedAt, tookMs, plan, environment, figures, measurements });
  progress(`Raw figures in ${path}; took ${Math.round(tookMs / 1000)} s`);
  const isOver = figures.some((figure) => verdictOf(figure) === 'over');
  return isOver && options.strict === true ? 1 : 0;
}
