import { patched } from '@temporalio/workflow';
import { isPlainObject } from '../../src/contract/shapes.js';

/**
 * Until 0.6 a resend window of `60` was 60 milliseconds; now it is refused, as it was hardly meant. What has begun under the old rule goes on
 * under it.
 */
export function conductAsBefore(options: unknown): unknown {
  if (!isPlainObject(options)) return options;
  const { resendWindow } = options;
  const isRefusedNow = typeof resendWindow === 'number' && resendWindow > 0 && resendWindow < 1_000;
  if (!isRefusedNow || patched('numbers-below-1000-refused')) return options;
  return { ...options, resendWindow: `${resendWindow}ms` };
}

/** The same of the calls of a plan. */
export function planAsBefore(plan: unknown): unknown {
  if (!isPlainObject(plan) || plan['call'] === undefined) return plan;
  return { ...plan, call: conductAsBefore(plan['call']) };
}
