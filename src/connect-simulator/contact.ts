import type { Mark } from './clock.js';
import type { Dialled } from './life-cycle.js';

/** A contact that Connect has created. */
export interface Contact extends Dialled {
  readonly contactId: string;
  readonly arn: string;
  /** The caller's, or the one that the service made because there was none. */
  readonly clientToken: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly started: Mark;
  /** Set by StopContact. */
  stoppedAtMs?: number;
}
