import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { seeded } from '../contract/seeded.js';
import { startWorld, type World } from '../support/world.js';
import { calls, idsOf, ringsOf, untilAllRang, untilStarted, verdictsOf, writeCalls } from './batches.js';
import { ringonce, startRingonce, temporalSettings } from './ringonce-process.js';

let folder: string;
let world: World;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ringonce-batch-'));
  world = await startWorld();
  await world.startWorker();
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

it('a batch that is killed at any moment and run again makes each call ring once', async () => {
  const killsAfter = fc.uniqueArray(fc.nat(200), { minLength: 2, maxLength: 2 });
  await fc.assert(
    fc.asyncProperty(killsAfter, fc.uuid(), async (kills, name) => {
      const ids = idsOf(name, 300);
      const file = await writeCalls(join(folder, `${name}.csv`), ids);
      for (const index of kills.sort((a, b) => a - b)) {
        await using batch = startRingonce(['start-batch', file, ...calls], temporalSettings(world.settings));
        await untilStarted(ids[index] ?? '', world);
        batch.signal('SIGKILL');
        expect((await batch.ended).stdout).toBe('');
      }

      const last = await ringonce(['start-batch', file, ...calls], temporalSettings(world.settings));

      // On a busy machine it takes long enough to tell how far it is.
      expect(last.exitCode).toBe(0);
      expect((await verdictsOf(file)).map(({ row, id }) => ({ row, id }))).toEqual(
        ids.map((id, index) => ({ row: index + 1, id })),
      );
      await untilAllRang(ids, world);
      expect(ringsOf(name, world)).toEqual([...ids].sort());
    }),
    { ...seeded(2), endOnFailure: true },
  );
});

it('a batch whose Temporal dies and comes back goes on, and each call rings once', async () => {
  await using shortLived = await startWorld({ dbFilename: join(folder, 'temporal.db') });
  const ids = idsOf('outage', 300);
  const file = await writeCalls(join(folder, 'outage.csv'), ids);
  await using batch = startRingonce(['start-batch', file, ...calls], temporalSettings(shortLived.settings));
  await untilStarted('outage-40', shortLived);

  await shortLived.killServer();
  const { exitCode, stdout } = await batch.ended;

  expect(exitCode).toBe(0);
  // What the server had kept when it died, and could not say any more, is found again.
  expect(stdout).toMatch(/^300 rows: \d+ started(?:, \d+ in-progress)?; results in /);
  expect(await verdictsOf(file)).toHaveLength(300);
  await shortLived.startWorker();
  await untilAllRang(ids, shortLived);
  expect(ringsOf('outage-', shortLived)).toEqual([...ids].sort());
});
