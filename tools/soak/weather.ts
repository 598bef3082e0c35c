// What goes wrong in a soak, and when. Every kind of fault that the local Connect has is among it, also one that is added later.
import fc from 'fast-check';
import type { FaultDocument } from '../../src/connect-simulator/index.js';
import { faultKinds, type FaultKind } from '../../src/connect-simulator/control/faults.js';
import type { EventSettings } from '../../src/connect-simulator/index.js';
import type { OperationName } from '../../src/connect-simulator/index.js';
import type { Extent } from './extent.js';

/** What can die or stand still. */
export const processNames = ['worker', 'other-worker', 'skewed-worker', 'events', 'server'] as const;
export type ProcessName = (typeof processNames)[number];

/** `kill`: SIGKILL. `terminate`: SIGTERM, as an orchestrator says it. `freeze`: SIGSTOP, later SIGCONT. */
export type Harm = 'kill' | 'terminate' | 'freeze';

/** Milliseconds are counted from the begin of the load. */
export type WeatherEvent = { readonly atMs: number } & (
  | { readonly is: 'fault'; readonly fault: FaultDocument }
  | { readonly is: 'harm'; readonly process: ProcessName; readonly harm: Harm; readonly forMs: number }
  | { readonly is: 'events'; readonly events: EventWeather }
  | { readonly is: 'resize'; readonly lines: number }
  | { readonly is: 'rate'; readonly dialsPerSecond: number }
);

type EventWeather = Pick<EventSettings, 'lossRate' | 'duplicateRate' | 'reorder' | 'delayMs' | 'mixedCase'>;

export interface Weather {
  /** By how much the clock of one worker is wrong; the others' are right. */
  readonly skewMs: number;
  readonly events: readonly WeatherEvent[];
}

/** What ringonce asks Amazon Connect; dials more often than the rest, since they are what may ring twice. */
const operations: OperationName[] = [
  'StartOutboundVoiceContact',
  'StartOutboundVoiceContact',
  'StartOutboundVoiceContact',
  'DescribeContact',
  'DescribeContact',
  'StopContact',
];

const operation = fc.constantFrom(...operations);
const times = fc.integer({ min: 1, max: 3 });

/** Of the kinds that need more than their name; any other kind is injected as it is. */
const faultOf = (kind: FaultKind): fc.Arbitrary<FaultDocument> => {
  const common = { kind: fc.constant(kind), operation, times };
  if (kind.startsWith('slow')) return fc.record({ ...common, delayMs: fc.constantFrom(200, 2_000, 10_000) });
  if (kind.startsWith('error')) return fc.record({ ...common, status: fc.constantFrom(500, 503) });
  return fc.record(common);
};

const eventWeather: fc.Arbitrary<EventWeather> = fc.record({
  lossRate: fc.constantFrom(0, 0.3, 1),
  duplicateRate: fc.constantFrom(0, 0.5, 1),
  reorder: fc.boolean(),
  delayMs: fc.constantFrom(0, 500, 5_000),
  mixedCase: fc.boolean(),
});

/** Lines of the instance that is resized; the other one has always as many as at the beginning. */
export const linesAtFirst = 5;

/** The weather of one seed: each kind of fault and the death of each process at least once, the rest by chance. */
export function weatherOf({ calls, durationMs }: Extent): fc.Arbitrary<Weather> {
  const atMs = fc.integer({ min: Math.round(0.03 * durationMs), max: Math.round(0.9 * durationMs) });
  const faults = [
    ...faultKinds.map((kind) => faultOf(kind)),
    ...Array.from({ length: Math.round(calls / 6) }, () => fc.constantFrom(...faultKinds).chain(faultOf)),
  ];
  const harms = [
    ...processNames.map((process) => ({ process: fc.constant(process), harm: fc.constant<Harm>('kill') })),
    ...Array.from({ length: Math.round(durationMs / 60_000) }, () => ({
      process: fc.constantFrom(...processNames),
      harm: fc.constantFrom<Harm[]>('kill', 'terminate', 'freeze'),
    })),
  ];
  const spells = Math.max(2, Math.round(durationMs / 90_000));
  return fc
    .record({
      skewMs: fc.oneof(fc.integer({ min: -10_000, max: -1_000 }), fc.integer({ min: 1_000, max: 10_000 })),
      faults: fc.tuple(...faults.map((fault) => fc.record({ atMs, is: fc.constant('fault' as const), fault }))),
      harms: fc.tuple(
        ...harms.map((harm) =>
          fc.record({
            atMs,
            is: fc.constant('harm' as const),
            ...harm,
            // Longer than a dialler's heartbeat, sometimes.
            forMs: fc.integer({ min: 0, max: 20_000 }),
          }),
        ),
      ),
      spells: fc.array(fc.record({ atMs, is: fc.constant('events' as const), events: eventWeather }), {
        minLength: spells,
        maxLength: spells,
      }),
      sizes: fc.array(fc.record({ atMs, is: fc.constant('resize' as const), lines: fc.constantFrom(0, 2, 3, 8) }), {
        minLength: 2,
        maxLength: 4,
      }),
      rates: fc.array(
        fc.record({ atMs, is: fc.constant('rate' as const), dialsPerSecond: fc.constantFrom(2, 5, 20) }),
        { minLength: 1, maxLength: 2 },
      ),
    })
    .map(({ skewMs, faults: struck, harms: harmed, spells: posts, sizes, rates }) => ({
      skewMs,
      events: [...struck, ...harmed, ...posts, ...sizes, ...rates].sort((one, other) => one.atMs - other.atMs),
    }));
}
