import { ApplicationFailure, CancelledFailure } from '@temporalio/common';
import type { DialResult } from '../contract/dial.js';
import type { DialFailureDetails } from '../contract/failures.js';

/** The lines of an instance, as a dial sees them. */
export interface DialLines {
  /**
   * Takes a line for the call, or finds that it has one.
   * @throws HeldBackError when there is none: nothing may be sent
   */
  take(callId: string): Promise<void>;
  /** A dial that asked for a line is about to end. */
  dialled(callId: string, end: DialEnd): Promise<void>;
}

/**
 * What a dial's end says of its line. `silent`: surely nothing rings, and the line is free. Else its contact has it, where it is known;
 * `isOpen`: the same request may follow.
 */
export type DialEnd = 'silent' | { readonly ContactId?: string; readonly isOpen: boolean };

/** Runs a dial that takes a line just before its request goes out, and tells the lines how it has ended. */
export async function dialWithLine(
  lines: DialLines,
  callId: string,
  dial: (takeLine: () => Promise<void>) => Promise<DialResult>,
): Promise<DialResult> {
  // An attempt that has not come to its line says nothing of it: the contact of an earlier run under the ID may have one.
  let isAskedFor = false as boolean;
  const takeLine = () => {
    isAskedFor = true;
    return lines.take(callId);
  };
  try {
    const result = await dial(takeLine);
    if (!('earlier' in result)) await lines.dialled(callId, { ContactId: result.ContactId, isOpen: false });
    return result;
  } catch (error) {
    if (isAskedFor) await lines.dialled(callId, dialEndOf(error));
    throw error;
  }
}

function dialEndOf(error: unknown): DialEnd {
  const halted =
    error instanceof CancelledFailure ? (error.details[0] as { surelyNotSent?: boolean } | undefined) : undefined;
  if (halted?.surelyNotSent === true) return 'silent';
  if (!(error instanceof ApplicationFailure)) return { isOpen: true };
  const details = error.details?.[0] as DialFailureDetails | undefined;
  if (details !== undefined && details.answer !== 'unknown' && details.maybePlacedSince === undefined) return 'silent';
  return { isOpen: error.nonRetryable !== true };
}
