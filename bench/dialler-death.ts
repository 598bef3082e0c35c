import { numberOf } from '../src/connect-simulator/index.js';
import { linesWorkflowId } from '../src/contract/names.js';
import { everydayRequest } from './call-kinds.js';
import { startSleepingWorld, type SleepingWorld } from './sleeping-world.js';

export interface DiallerDeathPlan {
  readonly lines: number;
  readonly calls: number;
  /** The dialler is killed after so many rings. */
  readonly killedAfterRings: number;
}

export interface DiallerDeathFigures {
  /** The longest time without a ring, from the death on. */
  readonly silentSeconds: number;
  /** Of all calls. The local Connect has as many lines, and whoever dials over them is turned away. */
  readonly answered: number;
  readonly calls: number;
}

/** Short calls over a few lines, two worker processes: the one that dials is killed under load. */
export async function measureDiallerDeath(plan: DiallerDeathPlan): Promise<DiallerDeathFigures> {
  await using world = await startSleepingWorld();
  await using second = await world.startWorker();
  const { simulator, ringonce } = world;
  const { lines, calls, killedAfterRings } = plan;
  const { InstanceId } = everydayRequest;
  simulator.configure({ lines, timeScale: 36 });
  await using _ = await world.startContactEvents();
  await world.permit(1_000);
  await ringonce.lines.set(InstanceId, { lines });
  const request = { ...everydayRequest, DestinationPhoneNumber: numberOf('answered') };
  const ids = Array.from({ length: calls }, (_, index) => `dialler-death-${index}`);
  const started = await Promise.all(ids.map((id) => ringonce.start(id, request, { lines: 'pool' })));
  await simulator.untilRings(killedAfterRings);
  const killedAtMs = Date.now();
  await (await diallerOf(world, [world.worker, second])).kill();
  const results = await Promise.all(started.map((call) => call.result()));

  const rungAtMs = simulator.ledger().map(({ ringStartedAt }) => Date.parse(ringStartedAt));
  if (rungAtMs.length > calls) throw new Error(`${calls} calls have rung ${rungAtMs.length} times`);
  const after = [killedAtMs, ...rungAtMs.filter((atMs) => atMs > killedAtMs).sort((one, other) => one - other)];
  const gapsMs = after.slice(1).map((atMs, index) => atMs - (after[index] ?? NaN));
  return {
    silentSeconds: Math.max(...gapsMs) / 1000,
    answered: results.filter(({ outcome }) => outcome === 'ANSWERED').length,
    calls,
  };
}

/** The process that dials. */
async function diallerOf({ ringonce }: SleepingWorld, workers: readonly SleepingWorld['worker'][]) {
  const { raw } = await ringonce.client.workflow.getHandle(linesWorkflowId(everydayRequest.InstanceId)).describe();
  const identity = raw.pendingActivities?.[0]?.lastWorkerIdentity ?? '';
  const dialler = workers.find(({ pid }) => identity.startsWith(`${pid}@`));
  if (dialler === undefined) throw new Error(`No worker is ${identity}`);
  return dialler;
}
