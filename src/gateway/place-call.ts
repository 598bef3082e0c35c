import { setTimeout as wait } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import type { StartedCall } from '../client/call/call.js';
import { startCall } from '../client/call/start-call.js';
import { CallCancelledError, CallNotPlacedError } from '../client/errors.js';
import type { Outcome } from '../contract/outcome.js';
import type { CallToPlace } from './call-to-place.js';

/**
 * How much later than its caller's patience a call expires that nobody withdraws, because the gateway died or no worker answers.
 */
const backstopMs = 10_000;

/** What is left of a patience that is worth another dial. */
const worthDiallingMs = 2_000;

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
  /** When the last caller of a call loses its patience, epoch milliseconds, by call ID: attempts of an SDK that gives one up overlap. */
  readonly #patienceEnds = new Map<string, number>();

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
    this.#patienceEnds.set(callId, Math.max(endsAtMs, this.#patienceEnds.get(callId) ?? 0));
    try {
      for (;;) {
        const ContactId = await this.#dialled(await this.#started(call, endsAtMs), { endsAtMs, gone });
        if (ContactId !== undefined) return ContactId;
        // One that was joined ends when the patience of whoever started it does.
        if (endsAtMs - Date.now() < worthDiallingMs) throw new NotDialledError();
      }
    } finally {
      if (this.#patienceEnds.get(callId) === endsAtMs) this.#patienceEnds.delete(callId);
    }
  }

  #started({ callId: workflowId, request, options }: CallToPlace, endsAtMs: number): Promise<StartedCall> {
    const expiresAfter = Math.max(1_000, endsAtMs - Date.now()) + backstopMs;
    const start = () =>
      startCall(this.#client, { workflowId, request, options: { ...options, expiresAfter }, dialsAnew: true });
    // The SDK repeats what fails for as long as it is let.
    return this.#client.withDeadline(endsAtMs, start);
  }

  /** Undefined: it was not dialled, and surely nothing rings. */
  async #dialled(call: StartedCall, { endsAtMs, gone }: Waiting): Promise<string | undefined> {
    const asking = new AbortController();
    const answer = this.#client
      .withAbortSignal(asking.signal, () => call.contactId())
      .then(
        (ContactId) => ({ ContactId }),
        (error: unknown) => ({ error }),
      );
    try {
      const isWithdrawn = (await isSettledBefore(endsAtMs, answer)) ? false : await this.#withdrawn(call, endsAtMs);
      // What is out is answered, however long it takes, unless nobody listens any more.
      if (gone.aborted) asking.abort();
      gone.addEventListener('abort', () => asking.abort(), { once: true });
      const end = await answer;
      if ('ContactId' in end) return end.ContactId;
      if (end.error instanceof CallCancelledError && isWithdrawn) return undefined;
      if (!(end.error instanceof CallNotPlacedError)) throw end.error;
      const { outcome } = await call.result();
      if (outcome === 'EXPIRED') return undefined;
      throw new MayHaveRungError(outcome, { cause: end.error });
    } finally {
      asking.abort();
    }
  }

  #withdrawn(call: StartedCall, endsAtMs: number): Promise<boolean> {
    // Its caller has sent it again meanwhile, and waits for longer: this attempt it has given up.
    if ((this.#patienceEnds.get(call.workflowId) ?? 0) > endsAtMs) throw new NotDialledError();
    return call.withdraw();
  }
}

interface Waiting {
  readonly endsAtMs: number;
  readonly gone: AbortSignal;
}

async function isSettledBefore(atMs: number, answer: Promise<unknown>): Promise<boolean> {
  const settled = new AbortController();
  const over = wait(Math.max(0, atMs - Date.now()), false, { signal: settled.signal }).catch(() => true);
  return await Promise.race([answer.then(() => true), over]).finally(() => settled.abort());
}
