import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { FollowUpPlan } from '../../src/client/index.js';
import { numberOf, type ScenarioName } from '../../src/connect-simulator/index.js';
import { seeded } from '../contract/seeded.js';
import { aRequest } from '../support/requests.js';
import { startWorkerProcess } from '../support/worker-process.js';
import { startWorld } from '../support/world.js';

const followUps = 200;

/** A process that is killed loses nothing of a file in memory either, and a disk would take most of the test's time. */
const memoryOrDisk = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();

/** How each number's follow-up ends, and with how many attempts. */
const endings: Partial<Record<ScenarioName, { outcome: string; ended: string; attempts: number }>> = {
  answered: { outcome: 'ANSWERED', ended: 'goal', attempts: 1 },
  busy: { outcome: 'BUSY', ended: 'attempts-used', attempts: 2 },
  unreachable: { outcome: 'NO_ANSWER', ended: 'attempts-used', attempts: 2 },
  'invalid-number': { outcome: 'INVALID_NUMBER', ended: 'no-further-attempt', attempts: 1 },
};

/** What a follow-up is about, and when it is due. */
const story = fc.record({
  scenario: fc.constantFrom<ScenarioName[]>('answered', 'answered', 'busy', 'unreachable', 'invalid-number'),
  dueInMs: fc.integer({ min: 0, max: 6_000 }),
  waitMs: fc.integer({ min: 1_000, max: 2_000 }),
});

/** After how many rings which process is killed. */
const weather = fc.record({
  stories: fc.array(story, { minLength: followUps, maxLength: followUps }),
  kills: fc.uniqueArray(fc.integer({ min: 1, max: 200 }), { minLength: 2, maxLength: 2 }),
  server: fc.nat(1),
});

it('200 follow-ups while worker and server are killed: each attempt rings once, in its time, and all end as planned', async () => {
  await fc.assert(
    fc.asyncProperty(weather, async ({ stories, kills, server }) => {
      const folder = await mkdtemp(join(memoryOrDisk, 'ringonce-follow-ups-'));
      await using world = await startWorld({ timeScale: 500, dbFilename: join(folder, 'temporal.db') });
      let worker = await startWorkerProcess(world);
      await world.startContactEvents();
      const startedMs = Date.now();
      const planned = stories.map(({ scenario, dueInMs, waitMs }, index) => {
        const notBeforeMs = startedMs + 5_000 + dueInMs;
        // Longer than a busy machine takes for all of them: none is meant to expire.
        const expiresAtMs = notBeforeMs + 1_800_000;
        const plan: FollowUpPlan = {
          notBefore: new Date(notBeforeMs).toISOString(),
          expiresAt: new Date(expiresAtMs).toISOString(),
          maxAttempts: 2,
          onOutcome: { BUSY: { wait: [waitMs] }, NO_ANSWER: { wait: [waitMs] } },
          call: { lookInterval: '1s' },
        };
        return { id: `crash-${index}`, scenario, waitMs, notBeforeMs, expiresAtMs, plan };
      });
      const started = Promise.all(
        planned.map(({ id, scenario, plan }) => {
          const request = aRequest({
            DestinationPhoneNumber: numberOf(scenario),
            TrafficType: 'CAMPAIGN',
            RingTimeoutInSeconds: 15,
          });
          return world.ringonce.followUp(id, request, plan);
        }),
      );
      await started;

      for (const [index, rings] of kills.sort((a, b) => a - b).entries()) {
        await world.connect.untilRings(rings);
        if (index === server) await world.killServer();
        else {
          await worker.kill();
          worker = await startWorkerProcess(world);
        }
      }
      const results = await Promise.all(planned.map(({ id }) => world.ringonce.followUpOf(id).result()));

      for (const [index, { id, scenario, waitMs, notBeforeMs, expiresAtMs }] of planned.entries()) {
        const { attempts, ...ending } = results[index] ?? { attempts: [] };
        expect({ id, ...ending, attempts: attempts.length }).toMatchObject({ id, ...endings[scenario] });
        let fromMs = notBeforeMs;
        for (const { workflowId, ContactId } of attempts) {
          const rings = world.connect.ledger({ clientToken: workflowId });
          expect(rings.map((ring) => ring.ContactId)).toEqual([ContactId]);
          const rangMs = Date.parse(rings[0]?.ringStartedAt ?? '');
          expect(rangMs, workflowId).toBeGreaterThanOrEqual(fromMs);
          expect(rangMs, workflowId).toBeLessThan(expiresAtMs);
          // The next one is due so long after this one's end.
          fromMs = rangMs + waitMs;
        }
        expect(attempts.map(({ workflowId }) => workflowId)).toEqual(attempts.map((_, nth) => `${id}.${nth + 1}`));
      }
      const attempts = results.reduce((sum, result) => sum + result.attempts.length, 0);
      expect(world.connect.ledger()).toHaveLength(attempts);
      await worker.kill();
      await rm(folder, { recursive: true });
    }),
    // One run a time it is run, and each time another one; a failure prints its seed.
    { ...seeded(1), endOnFailure: true },
  );
});
