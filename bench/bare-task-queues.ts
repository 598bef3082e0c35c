/** Task queues that ringonce's own workers do not know. */
export const bareTaskQueues = {
  /** `bareCall`, workflow and activity. */
  together: 'bench-bare',
  /** Workflow of `bareCallOnDialQueue`. */
  calls: 'bench-bare-calls',
  /** Activity of `bareCallOnDialQueue`. */
  dial: 'bench-bare-dial',
} as const;
