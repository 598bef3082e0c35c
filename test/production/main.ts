// `npm run test:production`: the chain of docker-compose.yml without containers. PostgreSQL, a Temporal server that is built through Go, two
// workers, events, the local Connect; calls under everything that happens to a service in its life. Exit code 1 if one is lost or rings twice.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import getPort from 'get-port';
import { connectRingonce, type RingonceClient } from '../../src/client/index.js';
import { maxIdBytes } from '../../src/contract/names.js';
import { examples, requestTo } from '../../src/dev/demo/calls.js';
import {
  callAgain,
  callMany,
  killTheWorker,
  placeExample,
  showOutcomes,
  type Demo,
} from '../../src/dev/demo/scenes.js';
import { brokenPromises, heading, resultOf } from '../../src/dev/demo/telling.js';
import { exitCodeOf, firstSignal } from '../../src/dev/signals.js';
import type { WorkerProcess } from '../../src/dev/worker-process.js';
import { composeTemporalVersion } from './compose.js';
import { InstanceId, runManyCalls, type ManyCalls } from './many-calls.js';
import { startPostgreSql, type PostgreSql } from './postgresql.js';
import { startRingonceProcesses, type Ringonce } from './ringonce-processes.js';
import { buildTemporalRelease, type TemporalRelease } from './temporal-release.js';
import { startTemporalService, type TemporalService } from './temporal-service.js';

/** The server of the tests' Temporal CLI; the compose file's is newer, and the service is upgraded to it under way. */
const firstVersion = '1.31.2';

const lines = 20;

process.exit(await main());

async function main(): Promise<number> {
  const interruption = new AbortController();
  const interrupted = firstSignal().then((signal) => {
    console.error(`Interrupted by ${signal}`);
    interruption.abort();
    return exitCodeOf(signal);
  });
  const opened: AsyncDisposable[] = [];
  const open: Open = (resource) => {
    opened.unshift(resource);
    return resource;
  };
  try {
    return await Promise.race([run(open, interruption.signal), interrupted]);
  } catch (error) {
    console.error(error instanceof Error ? error.stack : error);
    return 1;
  } finally {
    for (const resource of opened) await resource[Symbol.asyncDispose]();
  }
}

type Open = <T extends AsyncDisposable>(resource: T) => T;

/** What every scene has to do with. */
interface World extends Ringonce {
  readonly directory: string;
  readonly postgreSql: PostgreSql;
  readonly temporal: TemporalService;
  readonly next: TemporalRelease;
  readonly ringonce: RingonceClient;
  readonly workers: WorkerProcess[];
  readonly broken: string[];
}

async function run(open: Open, signal: AbortSignal): Promise<number> {
  const beganAtMs = performance.now();
  const first = await buildTemporalRelease(firstVersion);
  const next = await buildTemporalRelease(composeTemporalVersion());
  const directory = open(await temporaryDirectory()).path;
  const postgreSql = open(await startPostgreSql(join(directory, 'data'), await freePort(), signal));
  const temporal = open(await startTemporalService(first, postgreSql, signal));
  const processes = open(await startRingonceProcesses(temporal, signal));
  const { address, namespace } = temporal;
  const ringonce = open(await connectRingonce({ address, namespace, connectionOptions: { address } }));
  console.log(
    `PostgreSQL ${postgreSql.version}, Temporal ${first.version}, ${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GB`,
  );
  const broken: string[] = [];
  const world = { ...processes, directory, postgreSql, temporal, next, ringonce, workers: [], broken };
  await theDemosCalls(world);
  await underLoad(world);
  heading(`Done in ${inSeconds(performance.now() - beganAtMs)}`);
  console.log(broken.length === 0 ? '  No call was lost, and none rang twice.' : `  Broken: ${broken.join('\n  ')}`);
  return broken.length === 0 ? 0 : 1;
}

/** With one worker, which one of the scenes kills. */
async function theDemosCalls(world: World): Promise<void> {
  const { connect, ringonce, broken } = world;
  const worker = await world.startWorker();
  connect.configure({ timeScale: 10 });
  const demo: Demo = { stack: world, ringonce, worker, suffix: 'production', expected: new Map(), broken };
  const [plain, ...others] = examples;
  await placeExample(plain, demo);
  await killTheWorker(demo);
  for (const example of others) await placeExample(example, demo);
  await callAgain(demo);
  await callMany(demo);
  await showOutcomes(demo);
  const results = await Promise.all([...demo.expected].map(([id, end]) => resultOf(ringonce.call(id), end, connect)));
  broken.push(...brokenPromises(results, connect.ledger().length));
  console.log(`  The demo's calls: ${results.length}, rings ${connect.ledger().length}`);
  connect.configure({ events: { lossRate: 0 } });
  world.workers.push(demo.worker, await world.startWorker());
}

async function underLoad(world: World): Promise<void> {
  const { connect, ringonce, postgreSql, temporal, workers, directory } = world;
  const plenty = { perSecond: 1_000, burst: 1_000 };
  connect.configure({
    timeScale: 20,
    lines,
    rates: { StartOutboundVoiceContact: plenty, DescribeContact: plenty, StopContact: plenty },
  });
  await ringonce.setRates({ dialsPerSecond: 100, queriesPerSecond: 100 });
  await ringonce.lines.set(InstanceId, { lines });
  await ringonce.setRates({ InstanceId, dialsPerSecond: 100 });

  const bytesBefore = await postgreSql.bytes();
  const cpuBefore = cpuSeconds(world);
  await scene(world, { title: `1,000 calls over ${lines} lines`, calls: 1_000, name: 'thousand' });
  const kilobytes = ((await postgreSql.bytes()) - bytesBefore) / 1_000 / 1_024;
  const cpu = Object.entries(cpuSeconds(world)).map(
    ([name, s]) => `${name} ${Math.round(s - (cpuBefore[name] ?? 0))} ms`,
  );
  console.log(`  memory: ${memoryOf(world)}; database: ${kilobytes.toFixed(1)} KB a call`);
  console.log(`  CPU a call: ${cpu.join(', ')}`);

  heading('IDs of the greatest length');
  const longId = (bytes: number, letter: string) => letter.repeat(Math.floor(bytes / Buffer.byteLength(letter)));
  const longIds = ['x', 'ß', '☎'].map((letter) => longId(maxIdBytes.call, letter));
  tell(world, await runManyCalls({ ringonce, connect, ids: longIds }));
  const followUp = await ringonce.followUp(
    longId(maxIdBytes.followUp, 'f'),
    requestTo('busy-then-no-answer-then-answered'),
    {
      onOutcome: { BUSY: { wait: ['1s'] }, NO_ANSWER: { wait: ['1s'] } },
    },
  );
  const { outcome } = await followUp.result();
  console.log(`  a follow-up of ${maxIdBytes.followUp} bytes: ${outcome}`);
  if (outcome !== 'ANSWERED') world.broken.push(`the follow-up with the longest ID ended ${outcome}`);

  await scene(world, {
    title: 'A rolling restart of the workers',
    calls: 200,
    name: 'rolling',
    meanwhile: async () => {
      // So that dials are in flight when their worker is told to end.
      connect.inject({ operation: 'StartOutboundVoiceContact', kind: 'slow', delayMs: 2_000, times: 40 });
      for (const old of workers.splice(0)) {
        workers.push(await world.startWorker());
        const beganAtMs = performance.now();
        await old.close();
        console.log(`  a worker has ended ${inSeconds(performance.now() - beganAtMs)} after SIGTERM`);
      }
    },
  });
  await scene(world, {
    title: 'PostgreSQL is restarted',
    calls: 200,
    name: 'postgresql',
    meanwhile: () => postgreSql.restart(),
  });
  await scene(world, {
    title: 'The Temporal server is killed (SIGKILL)',
    calls: 200,
    name: 'server',
    meanwhile: async () => console.log(`  it answered again after ${inSeconds(await temporal.kill())}`),
  });
  await scene(world, {
    title: `The Temporal server is upgraded to ${world.next.version}`,
    calls: 200,
    name: 'upgrade',
    meanwhile: async () => console.log(`  it answered again after ${inSeconds(await temporal.upgrade(world.next))}`),
  });
  const backup = join(directory, 'backup');
  await scene(world, {
    title: 'The database is lost, and a backup takes its place',
    calls: 300,
    name: 'backup',
    meanwhile: async () => {
      await postgreSql.backUp(backup);
      const before = connect.ledger().length;
      await connect.untilRings(before + 20);
      // In the order of docs/production.md: workers go on when the restored service does.
      for (const worker of workers.splice(0)) await worker.close();
      await postgreSql.startFrom(backup);
      console.log(`  ${connect.ledger().length - before} phones have rung that the backup knows nothing of`);
      console.log(`  the server answered again after ${inSeconds(await temporal.kill())}`);
      workers.push(await world.startWorker(), await world.startWorker());
    },
  });
}

interface Scene {
  readonly title: string;
  readonly calls: number;
  /** Beginning of the IDs. */
  readonly name: string;
  readonly meanwhile?: () => Promise<void>;
}

async function scene(world: World, { title, calls, name, meanwhile }: Scene): Promise<void> {
  heading(title);
  const { ringonce, connect } = world;
  const ids = Array.from({ length: calls }, (_, index) => `${name}-${index + 1}`);
  tell(world, await runManyCalls({ ringonce, connect, ids, ...(meanwhile === undefined ? {} : { meanwhile }) }));
}

function tell({ broken }: World, { calls, rings, lost, doubled, outcomes, startedMs, endedMs }: ManyCalls): void {
  console.log(
    `  ${calls} calls: ${rings} rings, ${lost.length} lost, ${doubled.length} doubled; ${JSON.stringify(outcomes)}; ` +
      `started in ${inSeconds(startedMs)}, all ended after ${inSeconds(endedMs)}: ${(calls / (endedMs / 1000)).toFixed(1)} a second`,
  );
  broken.push(...lost.map((id) => `${id} never rang`), ...doubled.map((id) => `${id} rang more than once`));
  if (Object.keys(outcomes).join() !== 'ANSWERED') broken.push(`outcomes ${JSON.stringify(outcomes)}`);
}

/** Of processes, in MB of RSS. */
function memoryOf({ temporal, workers, eventsPid }: World): string {
  const rss = (pid: number): string => `${Math.round(Number(ps('rss', '-p', pid)) / 1_024)} MB`;
  return `server ${rss(temporal.pid())}, events ${rss(eventsPid)}, workers ${workers.map(({ pid }) => rss(pid)).join(' and ')}`;
}

/** Seconds of CPU that processes have used so far, PostgreSQL's connections counted as its own. */
function cpuSeconds({ temporal, workers, eventsPid, postgreSql }: World): Readonly<Record<string, number>> {
  const connections = ps('pid', '--ppid', postgreSql.pid()).trim().split(/\s+/).map(Number);
  return {
    server: cpuSecondsOf(temporal.pid()),
    PostgreSQL: cpuSecondsOf(postgreSql.pid(), ...connections),
    workers: cpuSecondsOf(...workers.map(({ pid }) => pid)),
    events: cpuSecondsOf(eventsPid),
  };
}

/** By Linux, in hundredths; `ps` would cut the seconds of each connection off. */
function cpuSecondsOf(...pids: number[]): number {
  const hundredths = pids.map((pid) => {
    // Behind the program's name in brackets, which may hold spaces.
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
    return Number(fields[11]) + Number(fields[12]);
  });
  return hundredths.reduce((sum, each) => sum + each, 0) / 100;
}

function ps(column: 'rss' | 'pid', which: '-p' | '--ppid', pid: number): string {
  return execFileSync('ps', ['-o', `${column}=`, which, String(pid)], { encoding: 'utf8' });
}

function inSeconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}

function freePort(): Promise<number> {
  return getPort({ host: '127.0.0.1' });
}

interface TemporaryDirectory extends AsyncDisposable {
  readonly path: string;
}

async function temporaryDirectory(): Promise<TemporaryDirectory> {
  const path = await mkdtemp(join(tmpdir(), 'ringonce-production-'));
  // PostgreSQL's user must get to its own folder in it.
  await chmod(path, 0o755);
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}
