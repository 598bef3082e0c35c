import { setTimeout as wait } from 'node:timers/promises';
import pMap from 'p-map';
import { NoWorkerError, type RingonceClient } from '../src/client/index.js';
import { setUpNamespace } from '../src/client/namespace.js';
import { startLocalIntake } from '../src/dev/local-intake.js';
import type { TemporalServer } from '../src/dev/temporal-server.js';
import { everydayRequest } from './call-kinds.js';
import { defaultLooks, unlimitedPerSecond } from './limits.js';
import { median } from './statistics.js';
import { settingsOf, type World } from './world.js';

export interface LargeInstancePlan {
  readonly lines: number;
  /** More than there are lines: each line is to be used several times. */
  readonly calls: number;
}

export interface LargeInstanceFigures {
  readonly callSeconds: number;
  /** While all lines become free at once and all calls wait: from the first ring to the one that takes the last line. */
  readonly grantsPerSecond: number;
  /** From a ring to the next one on that line, beyond the call's own length: what a line is away for nothing. */
  readonly turnaroundMs: number;
  /** Share of the lines' time, while calls wait, in which there is a call on them. */
  readonly use: number;
}

/** An answered call rings 6 s and talks 30 s. */
const answeredSeconds = 36;
const timeScale = 1.8;

/** On a server that all calls have just been started on, a question may take longer than its patience. */
async function untilWaiting(ringonce: RingonceClient, calls: number): Promise<void> {
  for (;;) {
    await wait(500);
    const view = await ringonce.lines.of(everydayRequest.InstanceId).catch((error: unknown) => {
      if (!(error instanceof NoWorkerError)) throw error;
    });
    if (view?.waiting === calls) return;
  }
}

/**
 * Has many calls wait for the lines of a large instance, frees all of these at once, and looks at how soon each is used again. Amazon Connect's
 * quota of looks is the default.
 */
export async function measureLargeInstance(
  world: World,
  server: TemporalServer,
  plan: LargeInstancePlan,
): Promise<LargeInstanceFigures> {
  const { connection, simulator, ringonce } = world;
  const { lines, calls } = plan;
  const { InstanceId } = everydayRequest;
  await setUpNamespace(connection, server.namespace, { dialsPerSecond: unlimitedPerSecond });
  const dials = { perSecond: unlimitedPerSecond, burst: unlimitedPerSecond };
  // A call over the local Connect's lines is not in its ledger.
  simulator.configure({
    timeScale,
    lines,
    rates: { StartOutboundVoiceContact: dials, DescribeContact: defaultLooks },
  });
  // Nobody else looks while calls wait.
  const looksPerSecond = defaultLooks.perSecond;
  await using _ = await startLocalIntake(settingsOf(server), simulator, { looksPerSecond });
  await ringonce.lines.set(InstanceId, { lines: 0 });
  const ids = Array.from({ length: calls }, (_, index) => `large-instance-${index}`);
  const started = await pMap(ids, (id) => ringonce.start(id, everydayRequest, { lines: 'pool' }), { concurrency: 10 });
  await untilWaiting(ringonce, calls);
  await ringonce.lines.set(InstanceId, { lines });
  await Promise.all(started.map((call) => call.result()));

  const rungAtMs = simulator
    .ledger()
    .filter(({ ClientToken }) => ClientToken.startsWith('large-instance-'))
    .map(({ ringStartedAt }) => Date.parse(ringStartedAt))
    .sort((one, other) => one - other);
  if (rungAtMs.length !== calls) throw new Error(`Of ${calls} calls ${rungAtMs.length} have rung`);
  const at = (index: number): number => rungAtMs[index] ?? NaN;
  const cyclesMs = rungAtMs.slice(lines).map((atMs, index) => atMs - at(index));
  const callMs = (answeredSeconds * 1000) / timeScale;
  return {
    callSeconds: callMs / 1000,
    grantsPerSecond: (lines - 1) / ((at(lines - 1) - at(0)) / 1000),
    turnaroundMs: median(cyclesMs) - callMs,
    use: callMs / (cyclesMs.reduce((sum, ms) => sum + ms, 0) / cyclesMs.length),
  };
}
