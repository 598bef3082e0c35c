import { noSamples, rotated, type CallKind, type CallKindName } from './call-kinds.js';

export interface ThroughputOptions {
  readonly kinds: readonly CallKind[];
  readonly blocks: number;
  readonly callsPerBlock: number;
  readonly callsInFlight: number;
  /** No new block begins after this, but for the first. */
  readonly maxMs: number;
  readonly onBlock: (block: number) => void;
}

/** What a block of calls came to. */
export interface BlockFigures {
  readonly callsPerSecond: number;
  /** Processor time of this process (client, workers, local Connect), a call: other programs on the machine change it little. */
  readonly cpuMsPerCall: number;
}

/** One sample a kind and block. */
export type ThroughputSamples = Record<CallKindName, BlockFigures[]>;

/** Places blocks of calls, the kinds taking turns and the first turn going round, with a fixed number under way until the block runs out. */
export async function measureThroughput(options: ThroughputOptions): Promise<ThroughputSamples> {
  const { kinds, blocks } = options;
  const samples = noSamples<BlockFigures>();
  const endAtMs = performance.now() + options.maxMs;
  // The first block, a smaller one, warms up: so many cached workflows and sockets at once are new to the workers.
  for (let block = -1; block < blocks && (block < 1 || performance.now() < endAtMs); block++) {
    for (const kind of rotated(kinds, block + 1)) {
      const figures = await placeBlock(kind, `throughput-${kind.name}-${block}`, {
        calls: block < 0 ? options.callsInFlight / 2 : options.callsPerBlock,
        inFlight: options.callsInFlight,
      });
      if (block >= 0) samples[kind.name].push(figures);
    }
    options.onBlock(block);
  }
  return samples;
}

interface Block {
  readonly calls: number;
  readonly inFlight: number;
}

async function placeBlock(kind: CallKind, idPrefix: string, { calls, inFlight }: Block): Promise<BlockFigures> {
  let placed = 0;
  const placeUntilAllAre = async () => {
    while (placed < calls) {
      const call = await kind.start(`${idPrefix}-${placed++}`);
      await call.result();
    }
  };
  const cpuBefore = process.cpuUsage();
  const startedAtMs = performance.now();
  await Promise.all(Array.from({ length: inFlight }, placeUntilAllAre));
  const tookMs = performance.now() - startedAtMs;
  const { user, system } = process.cpuUsage(cpuBefore);
  return { callsPerSecond: calls / (tookMs / 1000), cpuMsPerCall: (user + system) / 1000 / calls };
}
