/** Connect's operations that the simulator answers. */
export const operationNames = [
  'StartOutboundVoiceContact',
  'StopContact',
  'DescribeContact',
  'GetContactAttributes',
  'UpdateContactAttributes',
] as const;

/** An operation that the local Connect has. */
export type OperationName = (typeof operationNames)[number];

/** A token bucket. 0 per second never refills; a burst of 0 refuses every request. */
export interface Rate {
  readonly perSecond: number;
  readonly burst: number;
}

interface Bucket {
  readonly tokens: number;
  readonly filledAtMs: number;
}

/**
 * One token bucket an operation, shared by all instances of the account.
 * @see https://docs.aws.amazon.com/connect/latest/adminguide/amazon-connect-service-limits.html#api-throttling-quotas
 */
export class RateLimits {
  readonly #now: () => number;
  readonly #buckets = new Map<OperationName, Bucket>();

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Takes a token; false if there is none. A refused request costs nothing. */
  take(operation: OperationName, { perSecond, burst }: Rate): boolean {
    const nowMs = this.#now();
    const bucket = this.#buckets.get(operation) ?? { tokens: burst, filledAtMs: nowMs };
    const elapsedMs = Math.max(0, nowMs - bucket.filledAtMs);
    const tokens = Math.min(burst, bucket.tokens + (elapsedMs / 1000) * perSecond);
    // Two half tokens make a whole one, whatever floating point says.
    const isGranted = tokens >= 1 - 1e-9;
    this.#buckets.set(operation, { tokens: isGranted ? tokens - 1 : tokens, filledAtMs: nowMs });
    return isGranted;
  }

  clear(): void {
    this.#buckets.clear();
  }
}
