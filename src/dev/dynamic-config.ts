/**
 * What every Temporal server that we start is told. `deploy/temporal/dynamic-config.yaml` tells docker-compose's the same.
 *
 * @see https://docs.temporal.io/references/dynamic-configuration
 */
export const dynamicConfig = {
  // A queue's rate is split over its partitions, 4 by default: with one, tasks leave evenly instead of in bunches.
  'matching.numTaskqueueReadPartitions': 1,
  'matching.numTaskqueueWritePartitions': 1,
  // Fairness keys count on one's own server only with this.
  'matching.enableFairness': true,
} as const;
