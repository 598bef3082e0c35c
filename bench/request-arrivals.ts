import type { ReceivedRequest } from '../src/connect-simulator/index.js';

/** When each call's request reached the local Connect, by its client token. */
export class RequestArrivals {
  readonly #waiting = new Map<string, (atMs: number) => void>();

  /** To be told of each request, in the process that asks. */
  readonly note = ({ clientToken }: ReceivedRequest): void => {
    if (clientToken === null) return;
    this.#waiting.get(clientToken)?.(performance.now());
    this.#waiting.delete(clientToken);
  };

  /** Milliseconds of `performance.now()`. Ask before the call is started. */
  until(clientToken: string): Promise<number> {
    return new Promise((resolve) => this.#waiting.set(clientToken, resolve));
  }
}
