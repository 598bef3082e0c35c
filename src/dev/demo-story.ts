import type { Simulator } from '../connect-simulator/index.js';
import { attemptId } from '../contract/follow-up.js';
import { maskPhoneNumber } from '../contract/masking.js';
import { answerInWords } from './simulator-lines.js';
import { style } from './terminal-style.js';

interface Moment {
  readonly at: string;
  readonly what: string;
}

/** A call or a follow-up. */
interface Teller {
  view(): Promise<{ readonly timeline: readonly Moment[] }>;
}

/** More attempts than a follow-up of the demo makes. */
const maxAttempts = 5;

/** The story of a call, or of a follow-up and its calls, told line by line: what the workflow says of itself, and what the local Amazon Connect saw. */
export class DemoStory {
  readonly #beganAtMs = Date.now();
  /** How many moments of each kind are told. By their number: a timeline that is replayed may differ by some milliseconds. */
  readonly #told = { timeline: 0, requests: 0, rings: 0 };

  constructor(
    readonly workflowId: string,
    readonly connect: Simulator,
  ) {}

  /** Tells something that neither of them knows. */
  say(what: string): void {
    this.#line({ at: new Date().toISOString(), what });
  }

  /** Tells what has happened since the last time, in order. Needs a worker, which answers for the call. */
  async tellNews(teller: Teller): Promise<void> {
    const moments = { ...(await teller.view()), requests: this.#requests(), rings: this.#rings() };
    const news = (['timeline', 'requests', 'rings'] as const).flatMap((kind) => {
      const untold = moments[kind].slice(this.#told[kind]);
      this.#told[kind] += untold.length;
      return untold;
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
    const attempts = Array.from({ length: maxAttempts }, (_, index) => attemptId(this.workflowId, index + 1));
    return [this.workflowId, ...attempts]
      .flatMap((clientToken) => this.connect.ledger({ clientToken }))
      .map(({ ringStartedAt, DestinationPhoneNumber }) => ({
        at: ringStartedAt,
        what: style.strong(`☎ ${maskPhoneNumber(DestinationPhoneNumber)} rings`),
      }));
  }

  #line({ at, what }: Moment): void {
    const seconds = Math.max(0, Date.parse(at) - this.#beganAtMs) / 1000;
    console.log(`  ${style.faint(`${seconds.toFixed(2).padStart(6)} s`)}  ${what}`);
  }
}
