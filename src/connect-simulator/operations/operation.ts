// Connect's operations, a file each. They read the request and know contacts; they know neither HTTP nor faults. A new one is a file
// beside this one, with its name in `rate-limits.ts`, its rate in `settings.ts` and its place in the list of `connect-routes.ts`.

import type { Contacts } from '../contacts/contacts.js';
import type { OperationName } from '../rate-limits.js';

export interface OperationContext {
  readonly contacts: Contacts;
  /** Of the caller's signature; ARNs name it. */
  readonly region: string;
}

/** One operation of Connect. What all have in common, from the signature to the faults, is in `connect-routes.ts`. */
export interface Operation {
  readonly name: OperationName;
  readonly method: 'GET' | 'POST' | 'PUT';
  /** Labels begin with a colon and arrive as members of the input. */
  readonly path: string;
  /** What too many requests give: ThrottlingException only where the model lists it. */
  readonly throttledAs: 'TooManyRequestsException' | 'ThrottlingException';
  /**
   * The answer's body. It runs without a pause, so that requests never see each other half done.
   * @throws ConnectServiceError
   */
  readonly run: (input: unknown, context: OperationContext) => object;
}
