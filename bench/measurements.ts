import type { AdmissionFigures } from './admission.js';
import type { BatchFigures } from './batch.js';
import type { CallKindName } from './call-kinds.js';
import type { Cost } from './cost.js';
import type { HeapFigures } from './heap.js';
import type { LatencySamples } from './latency.js';
import type { PaceFigures } from './pace.js';
import type { SleepingFigures } from './sleeping.js';
import type { StartUpFigures } from './start-up.js';
import type { ThroughputSamples } from './throughput.js';

/** Everything as it was measured, part by part; the table is made from it. */
export interface Measurements {
  readonly calls?: CallMeasurements;
  readonly sleeping?: SleepingFigures;
  readonly batch?: BatchFigures;
  readonly pace?: PaceFigures;
  readonly admission?: AdmissionFigures;
}

export interface CallMeasurements {
  readonly latencyMs: LatencySamples;
  readonly throughput: ThroughputSamples;
  readonly cost: Readonly<Record<CallKindName, Cost>>;
  /** A call that is followed to its end and answered. */
  readonly trackedCost: Cost;
  /** A call of `outboundCall`, over all calls of the run; bare ones send none. */
  readonly heartbeatsPerCall: number;
  readonly heap: Readonly<Record<CallKindName, HeapFigures>>;
  readonly startUps: readonly StartUpFigures[];
}
