import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { projectRoot } from '../src/dev/project-root.js';
import { runChild } from './children.js';
import { budgets, figure, progress, type Measured, type Run } from './report.js';
import { median } from './statistics.js';

const fullPlan = {
  /** Fresh processes with `src/admission`, and as many without. */
  loads: 15,
  previews: 1_500,
};
const quickPlan: typeof fullPlan = { loads: 3, previews: 300 };

const timeoutMs = 60_000;

/** What it takes to decide when a call may be dialled, in time and in the size of the package. Of the built project. */
export async function measureAdmission({ isQuick }: Run): Promise<Measured> {
  const plan = isQuick ? quickPlan : fullPlan;
  progress(`Admission: ${plan.loads} processes that load it, and as many that load nothing`);
  const readyMs = { nothing: [] as number[], load: [] as number[] };
  for (let index = 0; index < plan.loads; index++) {
    readyMs.nothing.push(await readyAfterMs('loadNothing'));
    readyMs.load.push(await readyAfterMs('loadAdmission'));
  }
  progress(`Admission: ${plan.previews} previews`);
  const { previewMs } = (await runChild('previews', { count: plan.previews }, { timeoutMs })) as {
    previewMs: number[];
  };
  progress('Size of the package');
  const packageBytes = await unpackedBytes();
  // The quickest of each: what else runs on the machine only adds to it.
  const loadS = (Math.min(...readyMs.load) - Math.min(...readyMs.nothing)) / 1000;
  const figures = [
    figure('preview with hours and holidays, p50', median(previewMs), { unit: 'ms', budget: budgets.previewMs }),
    figure('loading src/admission', loadS, { unit: 's', budget: budgets.admissionLoadS }),
    figure('package, unpacked', packageBytes / 1e6, { unit: 'MB', budget: budgets.packageMB }),
  ];
  return { plan, figures, measurements: { readyMs, previewMs, packageBytes } };
}

/** From the start of a process until it has loaded what it is to load. */
async function readyAfterMs(what: 'loadNothing' | 'loadAdmission'): Promise<number> {
  const measured = await runChild(what, {}, { timeoutMs });
  return (measured as { processStartToReadyMs: number }).processStartToReadyMs;
}

/** Of the package as it is published. */
async function unpackedBytes(): Promise<number> {
  const { stdout } = await promisify(execFile)('npm', ['pack', '--dry-run', '--json'], { cwd: projectRoot() });
  // A list up to npm 11, by the package's name from npm 12 on.
  const [packed] = Object.values(JSON.parse(stdout) as Record<string, { unpackedSize: number }>);
  if (packed === undefined) throw new Error('npm pack told of no package.');
  return packed.unpackedSize;
}
