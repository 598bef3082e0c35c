import type { CallContext, Client, Connection } from '@temporalio/client';

/**
 * How long a caller waits: what it has set with `withDeadline` and `withAbortSignal`. The SDK's deadlines replace each other, and a
 * signal that was aborted before a request is not noticed by it: code that asks several times has to check both.
 */
export class Patience {
  readonly #client: Client;
  readonly #context: CallContext;

  /** @param client asked within what the caller has set */
  constructor(client: Client) {
    this.#client = client;
    this.#context = (client.connection as Partial<Connection>).callContextStorage?.getStore() ?? {};
  }

  /** Asks for so long, and no longer than the caller waits. */
  ask<T>(ms: number, question: () => Promise<T>): Promise<T> {
    return this.#client.withDeadline(Math.min(Date.now() + ms, this.#endsAtMs()), question);
  }

  isOver(): boolean {
    return this.#context.abortSignal?.aborted === true || Date.now() >= this.#endsAtMs();
  }

  #endsAtMs(): number {
    return this.#context.deadline === undefined ? Infinity : Number(this.#context.deadline);
  }
}
