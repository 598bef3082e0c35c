import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import pMap from 'p-map';
import { expect, it } from 'vitest';
import { NoWorkerError, type CallOptions } from '../../src/client/index.js';
import { numberOf } from '../../src/connect-simulator/index.js';
import { seeded } from '../contract/seeded.js';
import { aRequest } from '../support/requests.js';
import { startWorkerProcess } from '../support/worker-process.js';
import { startWorld, type World } from '../support/world.js';

const { InstanceId } = aRequest();
const lines = 10;

/** Everything of Amazon Connect runs so many times as fast: its calls, and its default quota of two dials a second. */
const faster = 36;
const dialsPerSecond = 2 * faster;

const tenants = { acme: 1, globex: 2, initech: 1 } as const;
const bulkOfEach = 300;
const urgentCalls = 100;

/** A process that is killed loses nothing of a file in memory either, and a disk would take most of the test's time. */
const memoryOrDisk = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();

/** After how many rings which process is killed, each with a pause in which the others go on. */
const weather = fc.record({
  kills: fc.uniqueArray(fc.integer({ min: 20, max: 900 }), { minLength: 4, maxLength: 4 }),
  server: fc.nat(3),
  urgentAfter: fc.integer({ min: 100, max: 400 }),
});

it(
  '1,000 calls over 10 lines while workers and server are killed: each rings once, never more than 10 at once, urgent ones first, each tenant its share',
  { timeout: 900_000 },
  async () => {
    await fc.assert(
      fc.asyncProperty(weather, async ({ kills, server, urgentAfter }) => {
        const folder = await mkdtemp(join(memoryOrDisk, 'ringonce-lines-'));
        await using world = await startWorld({
          lines,
          timeScale: faster,
          rates: { StartOutboundVoiceContact: { perSecond: dialsPerSecond, burst: 5 * faster } },
          dialsPerSecond,
          dbFilename: join(folder, 'temporal.db'),
        });
        const workers = [await startWorkerProcess(world), await startWorkerProcess(world)];
        await world.startContactEvents();
        // So that all wait together, and shares can be compared.
        await setLines(world, 0);
        const bulk = Object.entries(tenants).flatMap(([tenant, fairnessWeight]) =>
          Array.from({ length: bulkOfEach }, (_, n) => ({
            id: `${tenant}-${n}`,
            options: { priority: 4, fairnessKey: tenant, fairnessWeight },
          })),
        );
        await startAll(world, bulk);
        // Also on a busy machine, which has started them long before they wait: a tenant that is not there yet gets nothing.
        await expect
          .poll(async () => (await world.ringonce.lines.of(InstanceId)).waiting)
          .toBeGreaterThanOrEqual(bulk.length);
        await setLines(world, lines);

        const urgent = Array.from({ length: urgentCalls }, (_, n) => ({ id: `urgent-${n}`, options: { priority: 1 } }));
        const urgentStarted = world.connect.untilRings(urgentAfter).then(() => startAll(world, urgent));
        for (const [index, rings] of kills.sort((a, b) => a - b).entries()) {
          await world.connect.untilRings(rings);
          if (index === server) {
            await world.killServer();
            continue;
          }
          await workers[index % 2]?.kill();
          workers[index % 2] = await startWorkerProcess(world);
        }
        await urgentStarted;
        const calls = [...bulk, ...urgent].map(({ id }) => id);
        const results = await Promise.all(calls.map((id) => world.ringonce.call(id).result()));

        // A call over the local Connect's 10 lines is not in the ledger: it ends unanswered, in fast-busy.
        const outcomes = results.map(({ outcome }) => outcome);
        expect(outcomes.filter((outcome) => outcome !== 'ANSWERED')).toEqual([]);
        const rung = world.connect.ledger().map(({ ClientToken }) => ClientToken);
        expect(rung).toHaveLength(calls.length);
        expect(new Set(rung)).toEqual(new Set(calls));

        // Those that came late were dialled before the bulk that had waited.
        const lastUrgent = rung.findLastIndex((id) => id.startsWith('urgent'));
        expect(lastUrgent).toBeLessThan(urgentAfter + urgentCalls + 150);
        // While all three have calls waiting, one of globex's for each two of the others'. What was with a dead worker or server comes again
        // later, so the shares are not kept to the call.
        const share = rung.filter((id) => !id.startsWith('urgent')).slice(0, 400);
        for (const [tenant, weight] of Object.entries(tenants)) {
          const part = share.filter((id) => id.startsWith(tenant)).length / share.length;
          expect(Math.abs(part - weight / 4), `${tenant}'s share, ${part}`).toBeLessThan(0.1);
        }
        await expect.poll(() => world.ringonce.lines.of(InstanceId)).toMatchObject({ busy: 0, waiting: 0 });
        for (const worker of workers) await worker.kill();
        await rm(folder, { recursive: true });
      }),
      // One run a time it is run, and each time another one; a failure prints its seed.
      { ...seeded(1), endOnFailure: true },
    );
  },
);

/**
 * Until it is taken, as its error advises: the dev server, which is one process over one SQLite connection, has hundreds of starts and
 * messages to work on first, so that on a busy machine it may deliver nothing else for half a minute.
 */
async function setLines({ ringonce }: World, lines: number): Promise<void> {
  for (;;) {
    try {
      await ringonce.lines.set(InstanceId, { lines });
      return;
    } catch (error) {
      if (!(error instanceof NoWorkerError)) throw error;
    }
  }
}

interface Planned {
  readonly id: string;
  readonly options: CallOptions;
}

/** A few at a time: the dev server works on whatever comes, and starts alone would keep it from all else. One that is killed meanwhile is asked again. */
async function startAll(world: World, calls: readonly Planned[]): Promise<void> {
  const start = async ({ id, options }: Planned) => {
    const request = aRequest({ InstanceId, DestinationPhoneNumber: numberOf('answered') });
    for (;;) {
      try {
        await world.ringonce.start(id, request, { lines: 'pool', ...options });
        return;
      } catch (error) {
        if (!(error instanceof Error && /unavailable|connect|deadline/i.test(String(error.cause)))) throw error;
      }
    }
  };
  await pMap(calls, start, { concurrency: 10 });
}
