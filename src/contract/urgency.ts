import { number, oneOf, optional, text, utf8Bytes, wholeNumber } from './shapes.js';

/** Temporal's limit. */
const maxFairnessKeyBytes = 64;

/** Who goes first when more calls are due than Amazon Connect takes: members that calls and the attempts of a follow-up share. */
export const urgencyShape = () => ({
  /** Whose turn comes first, for a line of the instance and at the dial: 1 (first) to 5 (last). Default: 3. */
  priority: optional(wholeNumber({ minimum: 1, maximum: 5 })),
  /**
   * Whose call it is, a tenant for instance: keys of one priority take turns. 1 to 64 bytes in UTF-8; never encrypted,
   * so no personal data.
   *
   * @remarks All calls without one are of one key.
   */
  fairnessKey: optional(
    text({
      min: 1,
      isValid: (key) => utf8Bytes(key) <= maxFairnessKeyBytes,
      otherwise: `is longer than ${maxFairnessKeyBytes} bytes`,
    }),
  ),
  /** How many turns its key gets while a key of weight 1 gets one: 0.001 to 1000. Default: 1. */
  fairnessWeight: optional(number({ atLeast: 0.001, atMost: 1000 })),
  /**
   * pool (default): take one of the instance’s lines before the dial, and have it until the call has ended. unlimited:
   * dial without one.
   *
   * @remarks With `pool` a call waits while no line is free.
   */
  lines: optional(oneOf('pool', 'unlimited')),
});

/** Whose turn comes first, with every default in its place. */
export interface Urgency {
  readonly priority: number;
  readonly fairnessKey?: string;
  readonly fairnessWeight?: number;
}

/** The priority of a call that is given none. */
export const defaultPriority = 3;

export function urgencyOf({
  priority,
  fairnessKey,
  fairnessWeight,
}: {
  readonly priority?: number | undefined;
  readonly fairnessKey?: string | undefined;
  readonly fairnessWeight?: number | undefined;
}): Urgency {
  return {
    priority: priority ?? defaultPriority,
    ...(fairnessKey === undefined ? {} : { fairnessKey }),
    ...(fairnessWeight === undefined ? {} : { fairnessWeight }),
  };
}
