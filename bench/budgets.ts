import type { Budget } from './figures.js';

/** The product's budgets; each number stands here and nowhere else. */
export const budgets = {
  latencyP50: { of: 'ratio', atMost: 1.1 },
  cpu: { of: 'ratio', atMost: 1.15 },
  throughput: { of: 'ratio', atLeast: 0.9 },
  /** Over the bare workflow with one upsert at its end. */
  throughputOverUpsert: { of: 'ratio', atLeast: 0.97 },
  /** The bare workflow's 11 and one upsert of search attributes. */
  events: { of: 'value', atMost: 12 },
  /** The bare workflow's 2 and the upsert. */
  actions: { of: 'value', atMost: 3 },
  trackedEvents: { of: 'value', atMost: 20 },
  trackedActions: { of: 'value', atMost: 4 },
  heapKB: { of: 'value', atMost: 100 },
  startUpS: { of: 'value', atMost: 2 },
  lineEvents: { of: 'value', atMost: 0 },
  lineActions: { of: 'value', atMost: 1 },
  /** Over the bare workflow. */
  lineLatencyP50: { of: 'ratio', atMost: 1.15 },
  /** Over the same calls without lines. */
  lineThroughput: { of: 'ratio', atLeast: 0.95 },
  /** Of what 400 lines permit with calls of 20 s, while calls wait. */
  largeInstanceUse: { of: 'ratio', atLeast: 0.95 },
  /** Of what 10 lines permit with calls of 1 s. */
  scarceUse: { of: 'ratio', atLeast: 0.85 },
  waitedEvents: { of: 'value', atMost: 20 },
  waitedDialAttempts: { of: 'value', atMost: 1 },
  diallerDeathSilentS: { of: 'value', atMost: 15 },
  /** Of Connect's default quota; the server counts in its own time. */
  dialsPermitted: { of: 'ratio', atLeast: 0.95 },
  throttles: { of: 'value', atMost: 0 },
  /** At every moment while 10,000 follow-ups sleep, and while they fall asleep. */
  sleepingWorkerMB: { of: 'value', atMost: 600 },
  dialsBeforeTime: { of: 'value', atMost: 0 },
  /** Of the permitted rate, from the opening on. */
  dialsAtOpening: { of: 'ratio', atLeast: 0.95 },
  /** At the end of a batch, to when a tenth of its rows were done. */
  batchHeap: { of: 'ratio', atMost: 1.1 },
  /** What it took with the runtime's zones and `date-holidays` alone: 7 to 9 ms. */
  previewMs: { of: 'value', atMost: 7 },
  /** Over a process that loads nothing. */
  admissionLoadS: { of: 'value', atMost: 0.1 },
  /** 1.5 MB for zones and holidays of our own, over the 5.1 MB before. */
  packageMB: { of: 'value', atMost: 6.6 },
} as const satisfies Record<string, Budget>;
