import type { Call } from '../client/index.js';
import type { Simulator } from '../connect-simulator/index.js';
import { maskPhoneNumber } from '../contract/masking.js';
import { answerInWords } from './simulator-lines.js';
import { style } from './terminal-style.js';

interface Moment {
  readonly at: string;
  readonly what: string;
}

/** A call's story, told line by line: what the workflow says of itself, and what the local Amazon Connect saw. */
export class DemoStory {
  readonly #beganAtMs = Date.now();
  readonly #told = new Set<string>();

  constructor(
    readonly workflowId: string,
    readonly connect: Simulator,
  ) {}

  /** Tells something that neither of them knows. */
  say(what: string): void {
    this.#line({ at: new Date().toISOString(), what });
  }

  /** Tells what has happened since the last time, in order. Needs a worker, which answers for the call. */
  async tellNews(call: Call): Promise<void> {
    const { timeline } = await call.view();
    const news = [...timeline, ...this.#requests(), ...this.#rings()].filter(({ at, what }) => {
      const isNew = !this.#told.has(at + what);
      this.#told.add(at + what);
      return isNew;
    });
    for (const moment of news.sort((one, other) => one.at.localeCompare(other.at))) this.#line(moment);
  }

  #requests(): Moment[] {
    return this.connect.requests({ clientToken: this.workflowId }).map((request, index) => ({
      at: request.receivedAt,
      what: `Amazon Connect gets the request${index === 0 ? '' : ' again'}: ${answerInWords(request)}`,
    }));
  }

  #rings(): Moment[] {
    return this.connect.ledger({ clientToken: this.workflowId }).map(({ ringStartedAt, DestinationPhoneNumber }) => ({
      at: ringStartedAt,
      what: style.strong(`☎ ${maskPhoneNumber(DestinationPhoneNumber)} rings`),
    }));
  }

  #line({ at, what }: Moment): void {
    const seconds = Math.max(0, Date.parse(at) - this.#beganAtMs) / 1000;
    console.log(`  ${style.faint(`${seconds.toFixed(2).padStart(6)} s`)}  ${what}`);
  }
}
