import { setTimeout as wait } from 'node:timers/promises';
import pMap from 'p-map';
import { baseline, everydayRequest, idsOf, rotated } from './call-kinds.js';
import { measureTrackedCost } from './cost.js';
import { diallerDeathFigures, linesFigures, measureDiallerDeath, measureLines, type LinesPlan } from './lines.js';
import { budgets, figure, progress, type Budget, type Figure, type Measured, type Run } from './report.js';
import { median, sortedMs } from './statistics.js';
import { inThisProcess, type InProcessWorld, type Temporal, type World } from './world.js';

const fullPlan = {
  /** Calls whose history is read. */
  histories: 5,
  /** Calls of each kind, one at a time. */
  latencyRounds: 40,
  slow: { dialsPerSecond: 2, calls: 45 },
  fast: { dialsPerSecond: 50, calls: 600 },
  largeInstance: { lines: 400, calls: 1_600, callSeconds: 20 },
  scarce: { lines: 10, calls: 210, callSeconds: 1 },
  diallerDeath: { lines: 10, calls: 300, killedAfterRings: 100 },
};

const quickPlan: typeof fullPlan = {
  histories: 2,
  latencyRounds: 10,
  slow: { dialsPerSecond: 2, calls: 15 },
  fast: { dialsPerSecond: 50, calls: 200 },
  largeInstance: { lines: 100, calls: 300, callSeconds: 5 },
  scarce: { lines: 10, calls: 110, callSeconds: 1 },
  diallerDeath: { lines: 10, calls: 150, killedAfterRings: 50 },
};

/** Many lines: of the quota runs none is to wait for one, but each takes one. */
const manyLines = 1_000;

/** A call lasts a second: long enough to hold a line, and short enough not to be waited for. */
const timeScale = 36;

/** Connect's two limits, rate and lines: what a line costs, and how many dials a second there are with lines and without. */
export async function measurePace(temporal: Temporal, { isQuick }: Run): Promise<Measured> {
  const plan = isQuick ? quickPlan : fullPlan;
  const measured = await inThisProcess(temporal, (world) => measureWithAndWithoutLines(world, plan));
  const { cost, startToDialMs, slow, fast, scarce, largeInstance, diallerDeath } = measured;
  const count = 'count';
  const on = median(startToDialMs.on);
  const figures = [
    figure('a line: history events', cost.on.events - cost.off.events, { unit: count, budget: budgets.lineEvents }),
    figure('a line: Actions', cost.on.actions - cost.off.actions, { unit: count, budget: budgets.lineActions }),
    figure('start to dial with a line, over the bare workflow, p50', on, {
      unit: 'ms',
      ratio: on / median(startToDialMs.bare),
      budget: budgets.lineLatencyP50,
    }),
    figure('  over the same call without one', on, { unit: 'ms', ratio: on / median(startToDialMs.off) }),
    ...dialFigures(slow.off, 'lines off', budgets.dialsPermitted),
    ...dialFigures(slow.on, 'lines on', budgets.dialsPermitted),
    ...dialFigures(fast.off, 'lines off'),
    ...dialFigures(fast.on, 'lines on'),
    figure('  lines on over lines off', fast.on.dialsPerSecond, {
      unit: 'dials/s',
      ratio: fast.on.dialsPerSecond / fast.off.dialsPerSecond,
      budget: budgets.lineThroughput,
    }),
    ...linesFigures(scarce, plan.scarce, budgets.scarceUse),
    ...linesFigures(largeInstance, plan.largeInstance, budgets.largeInstanceUse),
    ...diallerDeathFigures(diallerDeath),
  ];
  return { plan, figures, measurements: measured };
}

async function measureWithAndWithoutLines(world: InProcessWorld, plan: typeof fullPlan) {
  progress('Pace: histories with a line and without');
  await world.ringonce.lines.set(everydayRequest.InstanceId, { lines: manyLines });
  const costOf = (lines: 'pool' | 'unlimited') => measureTrackedCost(world, plan.histories, lines);
  const cost = { off: await costOf('unlimited'), on: await costOf('pool') };

  world.simulator.configure({ timeScale });
  await using _ = await world.startContactEvents();
  progress(`Pace: latency of ${plan.latencyRounds} calls of each kind, one at a time`);
  const startToDialMs = await measureLatencies(world, plan.latencyRounds);
  const dialsOf = async (quota: Quota) => ({
    off: await measureDials(world, quota, 'off'),
    on: await measureDials(world, quota, 'on'),
  });
  const slow = await dialsOf(plan.slow);
  const fast = await dialsOf(plan.fast);
  const linesOf = (lines: LinesPlan) => {
    progress(`Pace: ${lines.calls} calls of ${lines.callSeconds} s over ${lines.lines} lines`);
    return measureLines(world, lines);
  };
  const scarce = await linesOf(plan.scarce);
  const largeInstance = await linesOf(plan.largeInstance);
  progress('Pace: a dialler is killed under load');
  const diallerDeath = await measureDiallerDeath(plan.diallerDeath);
  return { cost, startToDialMs, slow, fast, largeInstance, scarce, diallerDeath };
}

/** `bare` is the baseline of calls; the others are without lines and with them. */
const latencyKinds = ['bare', 'off', 'on'] as const;
type LatencyKind = (typeof latencyKinds)[number];

async function measureLatencies({ ringonce, arrivals, kinds }: InProcessWorld, rounds: number) {
  const start: Record<LatencyKind, (id: string) => Promise<unknown>> = {
    bare: (id) => kinds[baseline].start(id),
    off: (id) => ringonce.start(id, everydayRequest, { lines: 'unlimited' }),
    on: (id) => ringonce.start(id, everydayRequest, { lines: 'pool' }),
  };
  const samples: Record<LatencyKind, number[]> = { bare: [], off: [], on: [] };
  for (let round = 0; round < rounds; round++) {
    for (const kind of rotated(latencyKinds, round)) {
      const { latencyMs } = await arrivals.startToDial(`pace-latency-${kind}-${round}`, start[kind]);
      samples[kind].push(latencyMs);
      // A server that answers right after an answer is quicker or slower than one that was left alone.
      await wait(100 + Math.random() * 100);
    }
  }
  return samples;
}

interface Quota {
  /** Of StartOutboundVoiceContact, at the server and at the local Connect. */
  readonly dialsPerSecond: number;
  readonly calls: number;
}

type Dials = Awaited<ReturnType<typeof measureDials>>;

/** A lowered limit lets some more tasks through before all of the server knows it. */
const limitTakesEffectMs = 2_000;

/** Starts many calls at once against a quota, and observes how they leave. */
async function measureDials(world: World, { dialsPerSecond, calls }: Quota, lines: 'off' | 'on') {
  progress(`Pace: ${calls} dials at ${dialsPerSecond} a second, lines ${lines}`);
  const { ringonce, simulator } = world;
  const { burst } = await world.permit(dialsPerSecond);
  await wait(limitTakesEffectMs);
  const ids = idsOf(`quota-${dialsPerSecond}-${lines}`, calls);
  const options = { lines: lines === 'on' ? 'pool' : 'unlimited' } as const;
  const started = await Promise.all(ids.map((id) => ringonce.start(id, everydayRequest, options)));
  await pMap(started, (call) => call.result(), { concurrency: 100 });

  const requests = simulator.requests().filter(({ clientToken }) => ids.includes(clientToken ?? ''));
  const arrivedAtMs = sortedMs(requests.map(({ receivedAt }) => receivedAt));
  const sustained = arrivedAtMs.slice(Math.min(burst, Math.round(calls / 4)));
  const sustainedMs = (sustained.at(-1) ?? NaN) - (sustained[0] ?? NaN);
  return {
    permittedPerSecond: dialsPerSecond,
    /** From the dial after the first ones, which Connect's burst allows at once, to the last. */
    dialsPerSecond: (sustained.length - 1) / (sustainedMs / 1000),
    throttles: requests.filter(({ status }) => status === 429).length,
    maxDialsInOneSecond: Math.max(
      ...arrivedAtMs.map((fromMs) => arrivedAtMs.filter((atMs) => atMs >= fromMs && atMs < fromMs + 1000).length),
    ),
  };
}

function dialFigures(dials: Dials, lines: string, budget?: Budget): Figure[] {
  const { permittedPerSecond, dialsPerSecond, throttles, maxDialsInOneSecond } = dials;
  return [
    figure(`dials, ${permittedPerSecond} a second permitted, ${lines}`, dialsPerSecond, {
      unit: 'dials/s',
      ratio: dialsPerSecond / permittedPerSecond,
      ...(budget === undefined ? {} : { budget }),
    }),
    figure('  throttles', throttles, { unit: 'count', budget: budgets.throttles }),
    figure('  most dials in one second', maxDialsInOneSecond, { unit: 'count' }),
  ];
}
