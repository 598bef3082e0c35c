import type { AdmissionPlan } from './admission.js';
import type { BatchPlan } from './batch.js';
import type { PacePlan } from './pace.js';
import type { SleepingPlan } from './sleeping.js';

/** How much is measured. */
export interface Plan {
  readonly latencyWarmUpRounds: number;
  /** Calls of each kind, one after the other. */
  readonly latencyRounds: number;
  /** No new round begins after this; a slow machine takes fewer samples, not longer. */
  readonly latencyMaxMs: number;
  readonly throughputBlocks: number;
  /** Calls of each kind in a block. */
  readonly callsPerBlock: number;
  readonly callsInFlight: number;
  /** As with the latency. */
  readonly throughputMaxMs: number;
  /** Calls of each kind whose history is read. */
  readonly histories: number;
  readonly startUps: number;
  readonly heapWarmUpCalls: number;
  readonly heapCalls: number;
  readonly sleeping: SleepingPlan;
  readonly batch: BatchPlan;
  readonly pace: PacePlan;
  readonly admission: AdmissionPlan;
}

/** What can be measured alone, each on a server of its own if it needs one. */
export const partNames = ['calls', 'pace', 'sleeping', 'batch', 'admission'] as const;
export type PartName = (typeof partNames)[number];

export const fullPlan: Plan = {
  latencyWarmUpRounds: 10,
  latencyRounds: 80,
  latencyMaxMs: 50_000,
  throughputBlocks: 8,
  callsPerBlock: 120,
  callsInFlight: 100,
  throughputMaxMs: 120_000,
  histories: 5,
  startUps: 3,
  heapWarmUpCalls: 30,
  heapCalls: 200,
  sleeping: {
    followUps: 10_000,
    startsAtOnce: 50,
    dueOneByOne: 100,
    dueEveryMs: 200,
    // More take longer than anybody waits for a benchmark.
    dueAtOpening: 1_000,
    first: { dialsPerSecond: 5, forMs: 45_000 },
    then: { dialsPerSecond: 50, forMs: 45_000 },
  },
  batch: { memoryRows: 100_000, startedRows: 2_000 },
  admission: { loads: 15, previews: 1_500 },
  pace: {
    histories: 5,
    latencyRounds: 40,
    slow: { dialsPerSecond: 2, calls: 45 },
    fast: { dialsPerSecond: 50, calls: 600 },
    largeInstance: { lines: 400, calls: 1_600, callSeconds: 20 },
    scarce: { lines: 10, calls: 210, callSeconds: 1 },
    diallerDeath: { lines: 10, calls: 300, killedAfterRings: 100 },
  },
};

/** For a look while one works: the figures are rough. */
export const quickPlan: Plan = {
  ...fullPlan,
  latencyWarmUpRounds: 5,
  latencyRounds: 20,
  latencyMaxMs: 20_000,
  throughputBlocks: 2,
  throughputMaxMs: 20_000,
  histories: 2,
  startUps: 2,
  heapWarmUpCalls: 20,
  heapCalls: 60,
  sleeping: { ...fullPlan.sleeping, followUps: 1_500, dueOneByOne: 40, dueAtOpening: 400 },
  batch: { memoryRows: 20_000, startedRows: 500 },
  admission: { loads: 3, previews: 300 },
  pace: {
    histories: 2,
    latencyRounds: 10,
    slow: { dialsPerSecond: 2, calls: 15 },
    fast: { dialsPerSecond: 50, calls: 200 },
    largeInstance: { lines: 100, calls: 300, callSeconds: 5 },
    scarce: { lines: 10, calls: 110, callSeconds: 1 },
    diallerDeath: { lines: 10, calls: 150, killedAfterRings: 50 },
  },
};
