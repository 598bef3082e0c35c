import { setTimeout as wait } from 'node:timers/promises';
import pMap from 'p-map';
import { NoWorkerError, type RingonceClient } from '../src/client/index.js';
import { setUpNamespace } from '../src/temporal/set-up-namespace.js';
import { startLocalIntake } from '../src/dev/local-intake.js';
import type { TemporalServer } from '../src/dev/temporal-server.js';
import { everydayRequest } from './call-kinds.js';
import { costOf } from './cost.js';
import { unlimitedPerSecond } from './limits.js';
import { median } from './statistics.js';
import { settingsOf, type World } from './world.js';

export interface LinesPlan {
  readonly lines: number;
  /** More than there are lines: each line is to be used several times. */
  readonly calls: number;
  readonly callSeconds: number;
}

export interface LinesFigures {
  /** While all lines become free at once and all calls wait: from the first ring to the one that takes the last line. */
  readonly grantsPerSecond: number;
  /** From a ring to the next one on that line, beyond the call's own length: what a line is away for nothing. */
  readonly turnaroundMs: number;
  /** Share of the lines' time, while calls wait, in which there is a call on them: the dials a second over those possible. */
  readonly use: number;
  /** Of the call that waited longest. */
  readonly waited: { readonly events: number; readonly dialAttempts: number };
}

/** An answered call rings 6 s and talks 30 s. */
const answeredSeconds = 36;

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
 * Has many calls wait for the lines of an instance, frees all of these at once, and measures how soon each is used again. Amazon Connect's
 * quotas are raised as for an instance of that size, so that lines alone limit.
 */
export async function measureLines(world: World, server: TemporalServer, plan: LinesPlan): Promise<LinesFigures> {
  const { connection, simulator, ringonce } = world;
  const { lines, calls, callSeconds } = plan;
  const { InstanceId } = everydayRequest;
  const idPrefix = `${lines}-lines-`;
  await setUpNamespace(connection, server.namespace, { dialsPerSecond: unlimitedPerSecond });
  const unlimited = { perSecond: unlimitedPerSecond, burst: unlimitedPerSecond };
  // A call over the local Connect's lines is not in its ledger.
  simulator.configure({
    timeScale: answeredSeconds / callSeconds,
    lines,
    rates: { StartOutboundVoiceContact: unlimited, DescribeContact: unlimited },
  });
  await using _ = await startLocalIntake(settingsOf(server), simulator, { queriesPerSecond: unlimitedPerSecond });
  await ringonce.lines.set(InstanceId, { lines: 0 });
  const ids = Array.from({ length: calls }, (_, index) => `${idPrefix}${index}`);
  const started = await pMap(ids, (id) => ringonce.start(id, everydayRequest, { lines: 'pool' }), { concurrency: 10 });
  await untilWaiting(ringonce, calls);
  await ringonce.lines.set(InstanceId, { lines });
  // Not all at once: a Temporal server permits a namespace 1,200 long polls, of workers too.
  const results = await pMap(started, (call) => call.result(), { concurrency: 50 });

  const rings = simulator.ledger().filter(({ ClientToken }) => ClientToken.startsWith(idPrefix));
  if (rings.length !== calls) throw new Error(`Of ${calls} calls ${rings.length} have rung`);
  const last = rings.at(-1)?.ClientToken ?? '';
  const { events } = await costOf(ringonce.client, last);
  const rungAtMs = rings.map(({ ringStartedAt }) => Date.parse(ringStartedAt)).sort((one, other) => one - other);
  const at = (index: number): number => rungAtMs[index] ?? NaN;
  const cyclesMs = rungAtMs.slice(lines).map((atMs, index) => atMs - at(index));
  return {
    grantsPerSecond: (lines - 1) / ((at(lines - 1) - at(0)) / 1000),
    turnaroundMs: median(cyclesMs) - callSeconds * 1000,
    use: (callSeconds * 1000) / (cyclesMs.reduce((sum, ms) => sum + ms, 0) / cyclesMs.length),
    waited: { events, dialAttempts: results[ids.indexOf(last)]?.dialAttempts ?? NaN },
  };
}
