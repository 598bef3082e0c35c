import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type FaultKind, type ScenarioName, numberOf } from '../../src/connect-simulator/index.js';
import type { Outcome } from '../../src/contract/index.js';
import { seeded } from '../contract/seeded.js';
import { aRequest } from '../support/requests.js';
import { startWorld } from '../support/world.js';

/** Outcome of a campaign call whose phone may ring for 15 s, by the table of scenarios in the local Connect's README. */
const outcomes: Partial<Record<ScenarioName, Outcome>> = {
  answered: 'ANSWERED',
  'customer-hangs-up': 'ANSWERED',
  'amd-silence': 'ANSWERED',
  'amd-error': 'ANSWERED',
  fax: 'INVALID_NUMBER',
  'rings-out': 'NO_ANSWER',
  unreachable: 'NO_ANSWER',
  busy: 'BUSY',
  'invalid-number': 'INVALID_NUMBER',
  blocked: 'BLOCKED',
  'carrier-problem': 'FAILED',
};

const dialFaults: readonly FaultKind[] = [
  'error-before',
  'error-after',
  'reset-before',
  'reset-after',
  'empty-after',
  'throttle',
];

/** What happens to one call on its way. */
const story = fc.record({
  scenario: fc.constantFrom(...(Object.keys(outcomes) as ScenarioName[])),
  faults: fc.array(fc.constantFrom(...dialFaults), { maxLength: 2 }),
  looksFail: fc.nat(2),
});

/** What happens to all of them. Each run leaves some kinds of trouble out, so that the others are seen alone, too. */
const weather = fc.record({
  stories: fc.array(story, { minLength: 40, maxLength: 40 }),
  without: fc.subarray([...dialFaults]),
  lossRate: fc.constantFrom(0, 0.3, 0.7, 1),
  duplicateRate: fc.constantFrom(0, 0.5),
  reorder: fc.boolean(),
  mixedCase: fc.boolean(),
  delayMs: fc.constantFrom(0, 500, 5_000),
});

it('40 calls in bad weather: each rings once and ends as its story says', async () => {
  await fc.assert(
    fc.asyncProperty(weather, async ({ stories, without, ...events }) => {
      await using world = await startWorld({ timeScale: 500 });
      await world.startWorker();
      await world.startContactEvents();
      world.connect.configure({ events });
      const ids = stories.map((_, index) => `soak-${index}`);
      stories.forEach(({ faults }, index) => {
        for (const kind of faults.filter((fault) => !without.includes(fault)))
          world.connect.inject({
            operation: 'StartOutboundVoiceContact',
            kind,
            match: { ClientToken: ids[index] ?? '' },
          });
      });
      for (let fault = 0; fault < stories.reduce((sum, { looksFail }) => sum + looksFail, 0); fault++)
        world.connect.inject({ operation: 'DescribeContact', kind: fault % 2 === 0 ? 'throttle' : 'reset-before' });

      const calls = await Promise.all(
        stories.map(({ scenario }, index) =>
          world.ringonce.start(
            ids[index] ?? '',
            aRequest({
              DestinationPhoneNumber: numberOf(scenario),
              TrafficType: 'CAMPAIGN',
              RingTimeoutInSeconds: 15,
              AnswerMachineDetectionConfig: { EnableAnswerMachineDetection: true },
            }),
            { lookInterval: '1s' },
          ),
        ),
      );
      const results = await Promise.all(calls.map((call) => call.result()));

      expect(results.map(({ outcome }) => outcome)).toEqual(stories.map(({ scenario }) => outcomes[scenario]));
      const rings = ids.map((clientToken) => world.connect.ledger({ clientToken }).map(({ ContactId }) => ContactId));
      expect(rings).toEqual(results.map(({ ContactId }) => [ContactId]));
    }),
    // One run a time it is run: many take long, and each time it is another one. A failure is not made smaller, but printed with its seed.
    { ...seeded(1), endOnFailure: true },
  );
});
