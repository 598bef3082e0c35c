import { randomBytes } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { keyBytes, keysVariable } from '../src/encryption/key-ring.js';
import { idsOf, rotated } from './call-kinds.js';
import { budgets, figure, progress, type Figure, type Measured, type Run } from './report.js';
import { maxPauseMs, placeBlock, type BlockFigures } from './speed.js';
import { blocksOf, median, rangeOf, ratios } from './statistics.js';
import { inThisProcess, onServer, type InProcessWorld } from './world.js';

const fullPlan = { warmUpRounds: 10, rounds: 150, blocks: 12, callsPerBlock: 120, callsInFlight: 100 };
const quickPlan: typeof fullPlan = { ...fullPlan, warmUpRounds: 5, rounds: 50, blocks: 4 };

const sides = ['plain', 'encrypted'] as const;
type Side = (typeof sides)[number];
type Worlds = Readonly<Record<Side, InProcessWorld>>;

/** The same calls with keys and without, each side with a server and workers of its own, in turns. */
export function measureEncryption({ isQuick }: Run): Promise<Measured> {
  const plan = isQuick ? quickPlan : fullPlan;
  return onEachSide('plain', (plain) =>
    onEachSide('encrypted', async (encrypted) => {
      const worlds = { plain, encrypted };
      const latencyMs = await measureLatency(worlds, plan);
      const blocks = await measureBlocks(worlds, plan);
      return { plan, figures: figuresOf(latencyMs, blocks), measurements: { latencyMs, blocks } };
    }),
  );
}

/** Client and workers read the keys when they are made. */
async function onEachSide<T>(side: Side, use: (world: InProcessWorld) => Promise<T>): Promise<T> {
  const keys = side === 'encrypted' ? `bench:${randomBytes(keyBytes).toString('base64')}` : '';
  process.env[keysVariable] = keys;
  progress(`Starting a Temporal server and workers: ${side}`);
  return onServer((temporal) =>
    inThisProcess(temporal, (world) => {
      process.env[keysVariable] = '';
      return use(world);
    }),
  );
}

async function measureLatency(worlds: Worlds, { warmUpRounds, rounds }: typeof fullPlan) {
  progress(`Latency: ${rounds} calls of each side, one at a time`);
  const samples: Record<Side, number[]> = { plain: [], encrypted: [] };
  for (let round = -warmUpRounds; round < rounds; round++)
    for (const side of rotated(sides, round + warmUpRounds)) {
      const { arrivals, kinds } = worlds[side];
      const { call, latencyMs } = await arrivals.startToDial(`latency-${round}`, (id) => kinds.outboundCall.start(id));
      await call.result();
      if (round >= 0) samples[side].push(latencyMs);
      await wait(Math.random() * maxPauseMs);
    }
  return samples;
}

async function measureBlocks(worlds: Worlds, { blocks, callsPerBlock, callsInFlight }: typeof fullPlan) {
  progress(`Throughput: ${blocks} blocks of ${callsPerBlock} calls of each side, and one to warm up`);
  const samples: Record<Side, BlockFigures[]> = { plain: [], encrypted: [] };
  for (let block = -1; block < blocks; block++)
    for (const side of rotated(sides, block + 1)) {
      const ids = idsOf(`throughput-${block}`, callsPerBlock);
      const figures = await placeBlock(worlds[side].kinds.outboundCall, ids, callsInFlight);
      if (block >= 0) samples[side].push(figures);
    }
  return samples;
}

/** Latency is taken call by call; the blocks show how much its ratio wavers in the course of a run. */
const latencyBlocks = 5;

function figuresOf(latencyMs: Record<Side, number[]>, blocks: Record<Side, BlockFigures[]>): Figure[] {
  const medians = (side: Side) => blocksOf(latencyMs[side], latencyBlocks).map(median);
  const of = (member: keyof BlockFigures) => (side: Side) => blocks[side].map((block) => block[member]);
  const [plain, encrypted] = rows('start to dial, p50', medians, { unit: 'ms', budget: budgets.encryptionLatency });
  const p50 = { plain: median(latencyMs.plain), encrypted: median(latencyMs.encrypted) };
  return [
    { ...plain, measured: { outboundCall: p50.plain } },
    { ...encrypted, measured: { outboundCall: p50.encrypted }, ratio: p50.encrypted / p50.plain },
    ...rows('CPU of client and worker, a call', of('cpuMsPerCall'), { unit: 'ms' }),
    ...rows('throughput, 100 in flight', of('callsPerSecond'), {
      unit: 'calls/s',
      budget: budgets.encryptionThroughput,
    }),
  ];
}

/** Block against neighbouring block: what else runs on the machine changes slower than that. */
function rows(
  name: string,
  blocksOf: (side: Side) => number[],
  { unit, budget }: Pick<Figure, 'unit' | 'budget'>,
): readonly [Figure, Figure] {
  const [plain, encrypted] = [blocksOf('plain'), blocksOf('encrypted')];
  const blockRatios = ratios(encrypted, plain);
  return [
    figure(name, median(plain), { unit }),
    {
      ...figure('  encrypted', median(encrypted), { unit, ratio: median(blockRatios) }),
      ratioRange: rangeOf(blockRatios),
      ...(budget === undefined ? {} : { budget }),
    },
  ];
}
