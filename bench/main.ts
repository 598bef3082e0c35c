// `npm run bench`: measures calls beside bare workflows, encryption, pace, sleeping follow-ups, batches, admission and the gateway, each in the file of its name.
// It may import everything; nothing of the product imports it.
import { mkdir, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { cpus, totalmem } from 'node:os';
import { join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { projectRoot } from '../src/dev/project-root.js';
import { measureAdmission } from './admission.js';
import { measureBatch } from './batch.js';
import { measureCalls } from './calls.js';
import { measureCli } from './cli.js';
import { installRuntimeWithMetrics } from './cost.js';
import { measureEncryption } from './encryption.js';
import { measurePace } from './pace.js';
import { measureGateway } from './gateway.js';
import { progress, tableOf, verdictOf, type Measured } from './report.js';
import { measureSleeping } from './sleeping.js';
import { onServer, type Temporal } from './world.js';

const usage = `npm run bench -- [--only <part>] [--quick] [--strict]
  --only    calls; encryption: calls with keys and without; pace: dials at a rate, with lines and without; sleeping: thousands of follow-ups that sleep, and their waking; batch: many rows at once; admission: previews, loading, size of the package; gateway: beside the same client at Connect itself; cli: start-outbound-voice-contact beside the AWS CLI's; default: all
  --quick   a smaller run: the figures are rough
  --strict  exit code 1 when a budget is exceeded`;

/** What can be measured alone, each on a server of its own if it needs one. */
const partNames = ['calls', 'encryption', 'pace', 'sleeping', 'batch', 'admission', 'gateway', 'cli'] as const;
type PartName = (typeof partNames)[number];

const { values: options } = parseArgs({
  options: {
    only: { type: 'string' },
    quick: { type: 'boolean' },
    strict: { type: 'boolean' },
    help: { type: 'boolean', short: 'h' },
  },
});
const chosen = partNames.filter((part) => options.only === undefined || part === options.only);
if (options.help === true) console.log(usage);
else if (chosen.length === 0) {
  console.error(usage);
  process.exitCode = 2;
} else process.exitCode = await benchmark(chosen);

async function benchmark(chosen: readonly PartName[]): Promise<number> {
  const startedAt = new Date();
  const run = { isQuick: options.quick === true, requestsSent: await installRuntimeWithMetrics() };
  let temporalServer: string | undefined;
  const onServerOfItsOwn = (measure: (temporal: Temporal, options: typeof run) => Promise<Measured>) => () => {
    progress('Starting a Temporal server');
    return onServer(async (temporal) => {
      temporalServer = (await temporal.connection.workflowService.getSystemInfo({})).serverVersion;
      return measure(temporal, run);
    });
  };
  const parts: Record<PartName, () => Promise<Measured>> = {
    calls: onServerOfItsOwn(measureCalls),
    encryption: () => measureEncryption(run),
    pace: onServerOfItsOwn(measurePace),
    sleeping: onServerOfItsOwn(measureSleeping),
    batch: onServerOfItsOwn(measureBatch),
    admission: () => measureAdmission(run),
    gateway: onServerOfItsOwn(measureGateway),
    cli: onServerOfItsOwn(measureCli),
  };
  const measured: [PartName, Measured][] = [];
  for (const name of chosen) measured.push([name, await parts[name]()]);

  const figures = measured.flatMap(([, part]) => part.figures);
  const tookMs = Date.now() - startedAt.getTime();
  console.log(tableOf(figures));
  const path = await writeResult(startedAt, {
    startedAt,
    tookMs,
    plan: Object.fromEntries(measured.map(([name, { plan }]) => [name, plan])),
    environment: environment(temporalServer),
    figures: figures.map((figure) => ({ ...figure, verdict: verdictOf(figure) })),
    measurements: Object.fromEntries(measured.map(([name, { measurements }]) => [name, measurements])),
  });
  progress(`Raw figures in ${path}; took ${Math.round(tookMs / 1000)} s`);
  const isOver = figures.some((figure) => verdictOf(figure) === 'over');
  return isOver && options.strict === true ? 1 : 0;
}

/** What the figures depend on; there is no server where none was needed. */
function environment(temporalServer: string | undefined) {
  return {
    node: process.version,
    temporalSdk: versionOf('@temporalio/worker'),
    temporalServer,
    connectClient: versionOf('@aws-sdk/client-connect'),
    platform: `${process.platform}-${process.arch}`,
    cpus: cpus().length,
    cpuModel: cpus()[0]?.model.trim() ?? 'unknown',
    memoryGiB: Math.round(totalmem() / 2 ** 30),
  };
}

function versionOf(packageName: string): string {
  const manifest = createRequire(import.meta.url)(`${packageName}/package.json`) as { version: string };
  return manifest.version;
}

/** Writes `bench-results/<time>.json` and returns its path, relative to the project. */
async function writeResult(startedAt: Date, result: object): Promise<string> {
  const folder = join(projectRoot(), 'bench-results');
  const path = join(folder, `${startedAt.toISOString().replaceAll(':', '-')}.json`);
  await mkdir(folder, { recursive: true });
  await writeFile(path, `${JSON.stringify(result, undefined, 2)}\n`);
  return relative(projectRoot(), path);
}
