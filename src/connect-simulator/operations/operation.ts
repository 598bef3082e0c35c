import type { Contacts } from '../contacts.js';
import type { Caller } from '../signature.js';
import type { OperationName } from './operation-names.js';

export interface OperationContext {
  readonly contacts: Contacts;
  readonly caller: Caller;
}

/** One operation of Connect. What all have in common, from the signature to the faults, is in `answer-request.ts`. */
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
