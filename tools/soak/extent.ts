/** How much a soak does. */
export interface Extent {
  /** Calls, follow-ups and rows of batches together; attempts and runs of schedules come on top. */
  readonly calls: number;
  /** How long they are started, and the weather lasts. */
  readonly durationMs: number;
}
