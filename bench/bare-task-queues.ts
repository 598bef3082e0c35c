/** Task queues that ringonce's own workers do not know. */
export const bareTaskQueues = {
  /** `bareCall`, workflow and activity. */
  together: 'bench-bare',
  /** Workflows of `bareCallOnDialQueue` and `bareCallWithUpsert`. */
  calls: 'bench-bare-calls',
  /** Their activity. */
  dial: 'bench-bare-dial',
} as const;
