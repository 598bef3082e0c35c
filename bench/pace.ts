import { setTimeout as wait } from 'node:timers/promises';
import { startLocalIntake } from '../src/dev/local-intake.js';
import { baseline, everydayRequest } from './call-kinds.js';
import type { Cost } from './cost.js';
import { measureDiallerDeath, type DiallerDeathFigures, type DiallerDeathPlan } from './dialler-death.js';
import { measureLines, type LinesFigures, type LinesPlan } from './lines-in-use.js';
import { unlimitedPerSecond } from './limits.js';
import { progress } from './progress.js';
import { measureQuota, type QuotaFigures } from './quota.js';
import { measureTrackedCost } from './tracked-cost.js';
import type { TemporalServer } from '../src/dev/temporal-server.js';
import { settingsOf, startWorld, type World } from './world.js';

export interface PacePlan {
  /** Calls whose history is read. */
  readonly histories: number;
  /** Calls of each kind, one at a time. */
  readonly latencyRounds: number;
  readonly slow: QuotaPlan;
  readonly fast: QuotaPlan;
  readonly largeInstance: LinesPlan;
  readonly scarce: LinesPlan;
  readonly diallerDeath: DiallerDeathPlan;
}

interface QuotaPlan {
  readonly dialsPerSecond: number;
  readonly calls: number;
}

type OffAndOn<T> = Readonly<Record<'off' | 'on', T>>;

export interface PaceFigures {
  readonly cost: OffAndOn<Cost>;
  /** `bare` is the baseline of calls. */
  readonly startToDialMs: Readonly<Record<'bare' | 'off' | 'on', number[]>>;
  readonly slow: OffAndOn<QuotaFigures>;
  readonly fast: OffAndOn<QuotaFigures>;
  readonly largeInstance: LinesFigures;
  readonly scarce: LinesFigures;
  readonly diallerDeath: DiallerDeathFigures;
}

/** Many lines: of the quota runs none is to wait for one, but each takes one. */
const manyLines = 1_000;

/** A call lasts a second: long enough to hold a line, and short enough not to be waited for. */
const timeScale = 36;

/** Takes the figures of rate and lines: what a line costs, and how many dials a second there are with lines and without. */
export async function measurePace(server: TemporalServer, plan: PacePlan): Promise<PaceFigures> {
  await using world = await startWorld(server);
  const connection = settingsOf(server);
  progress('Pace: histories with a line and without');
  const { InstanceId } = everydayRequest;
  await world.ringonce.lines.set(InstanceId, { lines: manyLines });
  const costOf = (lines: 'pool' | 'unlimited') =>
    measureTrackedCost(world, { connection, calls: plan.histories, lines });
  const cost = { off: await costOf('unlimited'), on: await costOf('pool') };

  world.simulator.configure({ timeScale });
  await using _ = await startLocalIntake(connection, world.simulator, { queriesPerSecond: unlimitedPerSecond });
  progress(`Pace: latency of ${plan.latencyRounds} calls of each kind, one at a time`);
  const startToDialMs = await measureLatencies(world, plan.latencyRounds);

  const quotaOf = async ({ dialsPerSecond, calls }: QuotaPlan, lines: 'off' | 'on') => {
    progress(`Pace: ${calls} dials at ${dialsPerSecond} a second, lines ${lines}`);
    return measureQuota(world, {
      namespace: server.namespace,
      dialsPerSecond,
      calls,
      idPrefix: `quota-${dialsPerSecond}-${lines}`,
      start: (id) => world.ringonce.start(id, everydayRequest, { lines: lines === 'on' ? 'pool' : 'unlimited' }),
    });
  };
  const slow = { off: await quotaOf(plan.slow, 'off'), on: await quotaOf(plan.slow, 'on') };
  const fast = { off: await quotaOf(plan.fast, 'off'), on: await quotaOf(plan.fast, 'on') };
  const linesOf = (lines: LinesPlan) => {
    progress(`Pace: ${lines.calls} calls of ${lines.callSeconds} s over ${lines.lines} lines`);
    return measureLines(world, server, lines);
  };
  const scarce = await linesOf(plan.scarce);
  const largeInstance = await linesOf(plan.largeInstance);
  progress('Pace: a dialler is killed under load');
  const diallerDeath = await measureDiallerDeath(plan.diallerDeath);
  return { cost, startToDialMs, slow, fast, largeInstance, scarce, diallerDeath };
}

type LatencyKind = keyof PaceFigures['startToDialMs'];

async function measureLatencies(
  { ringonce, arrivals, kinds }: World,
  rounds: number,
): Promise<PaceFigures['startToDialMs']> {
  const start: Record<LatencyKind, (id: string) => Promise<unknown>> = {
    bare: (id) => kinds[baseline].start(id),
    off: (id) => ringonce.start(id, everydayRequest, { lines: 'unlimited' }),
    on: (id) => ringonce.start(id, everydayRequest, { lines: 'pool' }),
  };
  const order: readonly LatencyKind[] = ['bare', 'off', 'on'];
  const samples: Record<LatencyKind, number[]> = { bare: [], off: [], on: [] };
  for (let round = 0; round < rounds; round++) {
    for (const kind of [...order.slice(round % 3), ...order.slice(0, round % 3)]) {
      const workflowId = `pace-latency-${kind}-${round}`;
      const arrival = arrivals.until(workflowId);
      const startedAtMs = performance.now();
      await start[kind](workflowId);
      samples[kind].push((await arrival) - startedAtMs);
      // A server that answers right after an answer is quicker or slower than one that was left alone.
      await wait(100 + Math.random() * 100);
    }
  }
  return samples;
}
