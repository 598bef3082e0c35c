import {
  CancellationScope,
  condition,
  defineSignal,
  getExternalWorkflowHandle,
  proxyLocalActivities,
  setHandler,
  uuid4,
  workflowInfo,
} from '@temporalio/workflow';
import type { LocalActivities } from '../activities/index.js';
import type { AcceptedCall } from '../src/contract/call.js';
import type { LineAnswer, LineMessage, LineRequest, LineReturn } from '../src/contract/lines.js';
import { linePoolId, lineSignals } from '../src/contract/names.js';
import type { CallResult } from '../src/contract/outcome.js';
import type { CallProgress } from './call-progress.js';

const lineAnswer = defineSignal<[LineAnswer]>(lineSignals.answer);

/** The pool tells a call that its time is over. If it does not, whatever has become of it, the call says so itself, so much later. */
const poolMayTellWithinMs = 60_000;

/** How waiting for a line has ended. */
export type LineTaken =
  /** The call has a line. */
  | 'granted'
  /** Its time came first. */
  | 'too-late'
  /** Somebody has changed the call's times meanwhile. */
  | 'not-wanted';

/** One of the instance's lines, from before the dial until the end of the call. */
export class Line {
  readonly #call: AcceptedCall;
  readonly #progress: CallProgress;
  #requestId: string | undefined;
  #answer: LineAnswer | undefined;

  /** Handlers are set before the workflow's first `await`, so that no early message is lost. */
  constructor(call: AcceptedCall, progress: CallProgress) {
    this.#call = call;
    this.#progress = progress;
    setHandler(lineAnswer, (answer) => this.#hear(answer), { description: "From the pool of the instance's lines" });
  }

  /**
   * Waits for a line. Nothing is polled: the pool answers when it is the call's turn, or when its time is over.
   *
   * @param untilMs a line that comes later is of no use, epoch milliseconds
   * @param isWanted whether a line is wanted still
   */
  async take(untilMs: number, isWanted: () => boolean): Promise<LineTaken> {
    this.#progress.askingForLine(this.#call);
    for (;;) {
      await this.#ask(untilMs);
      await this.#untilDecided(untilMs, isWanted);
      if (!isWanted()) break;
      const answer = this.#answer;
      if (answer?.is === 'granted') return 'granted';
      if (answer?.is === 'come-back') {
        this.#requestId = undefined;
        const waitMs = Math.max(1, Math.min(answer.atMs, untilMs) - Date.now());
        await condition(() => !isWanted(), waitMs, { summary: 'The queue for lines is full: asks again' });
        if (!isWanted()) break;
        if (Date.now() < untilMs) continue;
      }
      await this.giveBack();
      return 'too-late';
    }
    await this.giveBack();
    return 'not-wanted';
  }

  /** Not without end: a pool may take the request and never answer, since nobody can run its tasks. */
  async #untilDecided(untilMs: number, isWanted: () => boolean): Promise<void> {
    const waitMs = Math.max(1, untilMs + poolMayTellWithinMs - Date.now());
    await condition(() => this.#isDecided() || !isWanted(), waitMs, { summary: 'Waits for a line' });
  }

  /** Nothing is kept of the line, or of a request for one. Does nothing when there is none. */
  async giveBack(): Promise<void> {
    const requestId = this.#requestId;
    if (requestId === undefined) return;
    this.#requestId = undefined;
    const given: LineReturn = { callId: workflowInfo().workflowId, requestId };
    await CancellationScope.nonCancellable(() => this.#tell({ signal: lineSignals.giveBack, message: given }));
  }

  /** At the end of the call. What may go on at Amazon Connect keeps its line: whoever watches the pool's calls gives it back. */
  async giveBackAfter({ outcome }: Pick<CallResult, 'outcome'>): Promise<void> {
    if (outcome === 'PLACED' || outcome === 'UNKNOWN') this.#requestId = undefined;
    await this.giveBack();
  }

  async #ask(untilMs: number): Promise<void> {
    const { priority, fairnessKey, fairnessWeight } = this.#call.options.pace;
    // Random, hence another one after a reset: an answer to the run before is none to this.
    const requestId = uuid4().slice(0, 8);
    this.#requestId = requestId;
    this.#answer = undefined;
    const request: LineRequest = {
      callId: workflowInfo().workflowId,
      requestId,
      priority,
      untilMs,
      ...(fairnessKey === undefined ? {} : { fairnessKey }),
      ...(fairnessWeight === undefined ? {} : { fairnessWeight }),
    };
    await CancellationScope.nonCancellable(() => this.#tell({ signal: lineSignals.ask, message: request }));
  }

  /** A pool that does not exist (yet, or any more) is started with the message. */
  async #tell(told: LineMessage): Promise<void> {
    const { signal, message } = told;
    const { InstanceId } = this.#call.request;
    try {
      await getExternalWorkflowHandle(linePoolId(InstanceId)).signal(signal, message);
    } catch {
      if (signal === lineSignals.ask) this.#progress.waitingForPool();
      const { tellLinePool } = proxyLocalActivities<LocalActivities>({
        startToCloseTimeout: '10s',
        retry: { maximumInterval: '30s' },
      });
      await tellLinePool({ InstanceId, ...told });
    }
  }

  #hear(answer: LineAnswer): void {
    if (answer.requestId !== this.#requestId || this.#isDecided()) return;
    this.#answer = answer;
    if (answer.is === 'queued') this.#progress.waitingForLine(answer);
    if (answer.is === 'come-back') this.#progress.waitingForLine();
  }

  #isDecided(): boolean {
    return this.#answer !== undefined && this.#answer.is !== 'queued';
  }
}
