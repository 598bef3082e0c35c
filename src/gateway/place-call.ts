import { setTimeout as wait } from 'node:timers/promises';
import { WorkflowUpdateRPCTimeoutOrCancelledError, type Client } from '@temporalio/client';
import type { StartedCall } from '../client/call/call.js';
import { startCall } from '../client/call/start-call.js';
import { CallCancelledError, CallNotPlacedError } from '../client/errors.js';
import type { CallResult, Outcome } from '../contract/outcome.js';
import type { CallToPlace } from './call-to-place.js';

/**
 * How much later than its caller's patience a call expires that nobody withdraws, because the gateway died or no worker answers.
 */
const backstopMs = 10_000;

/** What is left of a patience that is worth another dial. */
const worthDiallingMs = 2_000;

/** How long Temporal is asked for a call that stands. */
const findingMs = 5_000;

/** The call was not dialled within its caller's patience; surely nothing rings. */
export class NotDialledError extends Error {
  override readonly name = 'NotDialledError';
}

/** The call has ended without a contact, and may have rung: it is not dialled again. */
export class MayHaveRungError extends Error {
  override readonly name = 'MayHaveRungError';
  constructor(
    readonly outcome: Outcome,
    options?: ErrorOptions,
  ) {
    super(`The call ended as ${outcome}`, options);
  }
}

/** Places calls for callers that wait for the ContactId, and not for ever. */
export class CallPlacer {
  readonly #client: Client;
  /** By call ID: an SDK that gives an attempt up sends the next one while the first still stands here. */
  readonly #callers = new Map<string, CallersOfCall>();

  constructor(client: Client) {
    this.#client = client;
  }

  /**
   * The ContactId, once Amazon Connect has accepted the dial. A call that is not dialled within the caller's patience ends, so that surely
   * nothing rings; the same ID dials anew.
   *
   * @param gone aborts when the caller waits no longer
   * @throws NotDialledError, MayHaveRungError, and what the client throws: refused, invalid, in conflict, cancelled by someone else
   */
  async place(call: CallToPlace, gone: AbortSignal): Promise<string> {
    const { callId, patienceMs } = call;
    const endsAtMs = Date.now() + patienceMs;
    const callers = this.#callers.get(callId) ?? { count: 0, endsAtMs, isWithdrawn: false };
    this.#callers.set(callId, callers);
    callers.count++;
    callers.endsAtMs = Math.max(callers.endsAtMs, endsAtMs);
    try {
      for (;;) {
        const started = await this.#started(call, endsAtMs);
        if (started.state === 'started') callers.isWithdrawn = false;
        const ContactId = await this.#dialled(started, { callers, endsAtMs, gone });
        if (ContactId !== undefined) return ContactId;
        // One that was joined ends when the patience of its other callers does.
        if (endsAtMs - Date.now() < worthDiallingMs) throw new NotDialledError();
      }
    } finally {
      callers.count--;
      if (callers.count === 0) this.#callers.delete(callId);
    }
  }

  #started({ callId: workflowId, request, options }: CallToPlace, endsAtMs: number): Promise<StartedCall> {
    const expiresAfter = Math.max(1_000, endsAtMs - Date.now()) + backstopMs;
    const call = { workflowId, request, options: { ...options, expiresAfter }, dialsAnew: true };
    // The SDK repeats what fails for as long as it is let.
    const started = (beforeMs: number, asksForContact: boolean) =>
      this.#client.withDeadline(beforeMs, () => startCall(this.#client, { ...call, asksForContact }));
    return started(endsAtMs, true).catch((error: unknown) => {
      if (!(error instanceof WorkflowUpdateRPCTimeoutOrCancelledError)) throw error;
      // It is started, and no worker has taken it up.
      return started(Date.now() + findingMs, false);
    });
  }

  /** Undefined: it was not dialled, and surely nothing rings. */
  async #dialled(call: StartedCall, { callers, endsAtMs, gone }: Waiting): Promise<string | undefined> {
    const asking = new AbortController();
    const answer = this.#client
      .withAbortSignal(asking.signal, () => call.contactId())
      .then(
        (ContactId) => ({ ContactId }),
        (error: unknown) => ({ error }),
      );
    try {
      const isSettled = await isSettledBefore(endsAtMs, answer);
      // The last one of its callers withdraws it.
      if (!isSettled && callers.endsAtMs === endsAtMs) callers.isWithdrawn = await call.withdraw();
      // What is out is answered, however long it takes, unless nobody listens any more.
      if (gone.aborted) asking.abort();
      gone.addEventListener('abort', () => asking.abort(), { once: true });
      const end = await answer;
      if ('ContactId' in end) return end.ContactId;
      const { error } = end;
      // Of a call that has no contact its result tells why.
      const why =
        error instanceof CallNotPlacedError ? await call.result().catch((failure: unknown) => failure) : error;
      if (why instanceof CallCancelledError && callers.isWithdrawn) return undefined;
      if (why instanceof Error) throw why;
      const { outcome } = why as CallResult;
      if (outcome === 'EXPIRED') return undefined;
      throw new MayHaveRungError(outcome, { cause: error });
    } finally {
      asking.abort();
    }
  }
}

/** All who wait for one call. */
interface CallersOfCall {
  count: number;
  /** When the last one loses its patience, epoch milliseconds. */
  endsAtMs: number;
  isWithdrawn: boolean;
}

interface Waiting {
  readonly callers: CallersOfCall;
  readonly endsAtMs: number;
  readonly gone: AbortSignal;
}

async function isSettledBefore(atMs: number, answer: Promise<unknown>): Promise<boolean> {
  const settled = new AbortController();
  const over = wait(Math.max(0, atMs - Date.now()), false, { signal: settled.signal }).catch(() => true);
  return await Promise.race([answer.then(() => true), over]).finally(() => settled.abort());
}
