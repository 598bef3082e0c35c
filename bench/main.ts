import { parseArgs } from 'node:util';
import { measureAll } from './measure-all.js';
import { figuresOf } from './figures-of.js';
import { verdictOf } from './figures.js';
import { fullPlan, quickPlan } from './plan.js';
import { progress } from './progress.js';
import { writeResult } from './result-file.js';
import { tableOf } from './table.js';

const usage = `npm run bench -- [--quick] [--strict]
  --quick   a smaller run: the figures are rough
  --strict  exit code 1 when a budget is exceeded`;

const { values: options } = parseArgs({
  options: { quick: { type: 'boolean' }, strict: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } },
});
if (options.help === true) console.log(usage);
else process.exitCode = await benchmark();

async function benchmark(): Promise<number> {
  const startedAt = new Date();
  const plan = options.quick === true ? quickPlan : fullPlan;
  const { measurements, environment } = await measureAll(plan);
  const figures = figuresOf(measurements);
  const tookMs = Date.now() - startedAt.getTime();
  console.log(tableOf(figures));
  const path = await writeResult({ startedAt, tookMs, plan, environment, figures, measurements });
  progress(`Raw figures in ${path}; took ${Math.round(tookMs / 1000)} s`);
  const isOver = figures.some((figure) => verdictOf(figure) === 'over');
  return isOver && options.strict === true ? 1 : 0;
}
