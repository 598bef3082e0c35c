import {
  allHandlersFinished,
  CancellationScope,
  condition,
  defineQuery,
  defineSignal,
  defineUpdate,
  getExternalWorkflowHandle,
  makeContinueAsNewFunc,
  proxyActivities,
  proxyLocalActivities,
  setCurrentDetails,
  setHandler,
  sleep,
  workflowInfo,
} from '@temporalio/workflow';
import type { Activities, LocalActivities } from '../activities/index.js';
import {
  defaultLineSettings,
  resizedLines,
  type AddressedAnswer,
  type LineAnswer,
  type LineMessage,
  type LinePoolState,
  type LineRequest,
  type LineReturn,
  type LineSettings,
  type LinesView,
} from '../src/contract/lines.js';
import { lineSignals, queryNames, taskQueues, updateNames } from '../src/contract/names.js';
import { emptyPool, LineAllocation } from '../src/pacing/line-allocation.js';
import { invalidRequest } from './invalid-request.js';
import { linesInMarkdown } from './lines-in-words.js';

const askForLine = defineSignal<[LineRequest]>(lineSignals.ask);
const giveLineBack = defineSignal<[LineReturn]>(lineSignals.giveBack);
const lineAnswer = defineSignal<[LineAnswer]>(lineSignals.answer);
const linesQuery = defineQuery<LinesView>(queryNames.lines);
const stateQuery = defineQuery<LinePoolState | null>(queryNames.linePoolState);
const resizeUpdate = defineUpdate<LinesView, [Partial<LineSettings>]>(updateNames.resize);

/** Answers on their way at once. The server allows a workflow 2,000; with fewer, who asks or sets something need not wait for all of them. */
const maxAnswersUnderWay = 100;

/** A longer run is continued by a new one: whoever takes it over has little to replay, and the server's limits are far. */
const longHistory = 3_000;

/**
 * A run ends well only if no message arrives while it does: else the server lets it try again, after a replay. So a quiet moment is
 * waited for, which is one with no more than so many messages at once; but not for ever.
 */
const quiet = { messages: 2, upToHistory: 3 * longHistory } as const;

/**
 * Lends the lines of an Amazon Connect instance to its calls. The first call that asks starts it, and it goes on for good:
 * `ringonce lines` shows and changes it. Whoever terminates it has it begin again, with what it knew; cancelling it changes nothing.
 *
 * @param InstanceId of the Amazon Connect instance
 * @param carried from the run before; never given by who starts it
 */
export async function linePool(InstanceId: string, carried?: LinePoolState): Promise<void> {
  const pool = new LinePool(InstanceId);
  await CancellationScope.nonCancellable(async () => {
    if (carried === undefined) await pool.recover();
    else pool.begin(carried);
    await pool.lendUntilLong();
  });
  await makeContinueAsNewFunc<typeof linePool>()(InstanceId, pool.state());
}

class LinePool {
  readonly #InstanceId: string;
  #lines: LineAllocation | undefined;
  /** What came before it had begun, in its order. */
  readonly #early: ((lines: LineAllocation) => void)[] = [];
  /** Messages since the loop has last looked. */
  #arrived = 0;
  #hasWork = true;
  /** Answers that the server has not delivered yet. */
  readonly #underWay = new Set<AddressedAnswer>();
  #isWatched = false;
  #alarm = { atMs: Infinity, scope: new CancellationScope() };

  /** Handlers are set before the workflow's first `await`, so that no early message is lost. */
  constructor(InstanceId: string) {
    this.#InstanceId = InstanceId;
    setHandler(askForLine, (request) => {
      const atMs = Date.now();
      this.#change((lines) => lines.ask(request, atMs));
    });
    setHandler(giveLineBack, (given) => this.#change((lines) => lines.giveBack(given)));
    setHandler(linesQuery, () => this.#view(), { description: 'How the lines of the instance are used' });
    setHandler(stateQuery, () => (this.#lines === undefined ? null : this.state()), {
      description: 'All that the pool knows',
    });
    // Not in the workflow's own scope: whoever has cancelled the pool, which changes nothing, may set its lines still.
    setHandler(resizeUpdate, (change) => CancellationScope.nonCancellable(() => this.#resize(change)), {
      // Against the lines that there are: as long as those are not known, only its shape.
      validator: (change: unknown) => void resized(this.#lines?.settings ?? { lines: 'unlimited', reserve: 0 }, change),
      description: '{ "lines": 20, "reserve": 2 }, or "unlimited" lines; what is lent stays lent',
    });
    setCurrentDetails(linesInMarkdown(this.#view()));
  }

  /** Whatever earlier pools under this ID have lent may be in use still. Nothing is lent before that is known. */
  async recover(): Promise<void> {
    const { recoverLines } = proxyLocalActivities<LocalActivities>({
      startToCloseTimeout: '30s',
      retry: { maximumInterval: '1 minute' },
    });
    const { state, messages } = await recoverLines();
    this.begin(state ?? emptyPool(defaultLineSettings), messages);
  }

  /** @param messages that the pool before has not worked on */
  begin(state: LinePoolState, messages: readonly LineMessage[] = []): void {
    const lines = new LineAllocation(state);
    for (const { signal, message } of messages) {
      if (signal === lineSignals.ask) lines.ask(message, Date.now());
      else lines.giveBack(message);
    }
    for (const change of this.#early.splice(0)) change(lines);
    this.#lines = lines;
  }

  /** One loop does all the lending: two would lend a line twice. */
  async lendUntilLong(): Promise<void> {
    const lines = this.#begun();
    for (;;) {
      await condition(
        () =>
          (this.#hasWork && this.#underWay.size < maxAnswersUnderWay) ||
          this.#mayContinueAsNew() ||
          !this.#isWatchedFor(),
      );
      if (this.#mayContinueAsNew()) break;
      this.#arrived = 0;
      const isToEnd = workflowInfo().historyLength > quiet.upToHistory && lines.fitsIntoOneInput;
      const room = isToEnd ? 0 : maxAnswersUnderWay - this.#underWay.size;
      const answers = room > 0 ? lines.settle(Date.now(), room) : [];
      // More may be due than there was room for.
      this.#hasWork = room > 0 && answers.length === room;
      for (const answer of answers) void this.#send(answer);
      this.#wakeAt(lines.nextDeadlineMs);
      if (!this.#isWatchedFor()) void this.#watch();
      setCurrentDetails(linesInMarkdown(lines.view()));
    }
    this.#alarm.scope.cancel();
  }

  /** With the answers under way: of a pool that somebody ends, they are not delivered. */
  state(): LinePoolState {
    const state = this.#begun().state();
    return { ...state, answers: [...this.#underWay, ...state.answers] };
  }

  #begun(): LineAllocation {
    if (this.#lines === undefined) throw new TypeError('The pool has not begun');
    return this.#lines;
  }

  #view(): LinesView {
    if (this.#lines !== undefined) return this.#lines.view();
    const notLending = 'it looks up which lines an earlier pool of this instance has lent';
    return { ...new LineAllocation(emptyPool(defaultLineSettings)).view(), notLending };
  }

  #change(change: (lines: LineAllocation) => void): void {
    this.#arrived++;
    this.#hasWork = true;
    if (this.#lines === undefined) this.#early.push(change);
    else change(this.#lines);
  }

  async #resize(change: Partial<LineSettings>): Promise<LinesView> {
    await condition(() => this.#lines !== undefined);
    const lines = this.#begun();
    const settings = resized(lines.settings, change);
    this.#change(() => lines.resize(settings));
    // If the server refuses the run's end, the answer is lost with it.
    this.#arrived += quiet.messages;
    return lines.view();
  }

  async #send(addressed: AddressedAnswer): Promise<void> {
    const { callId, answer } = addressed;
    this.#underWay.add(addressed);
    try {
      await getExternalWorkflowHandle(callId).signal(lineAnswer, answer);
    } catch {
      // The call has ended meanwhile, without a word: whatever it was given is free.
      this.#change((lines) => lines.giveBack({ callId, requestId: answer.requestId }));
    } finally {
      this.#underWay.delete(addressed);
    }
  }

  /** An alarm that is too early does no harm. */
  #wakeAt(atMs: number): void {
    if (atMs >= this.#alarm.atMs) return;
    this.#alarm.scope.cancel();
    const scope = new CancellationScope();
    this.#alarm = { atMs, scope };
    const ringing = scope.run(() =>
      sleep(Math.max(1, atMs - Date.now()), { summary: 'The time of a waiting call ends' }),
    );
    void ringing.then(
      () => {
        this.#alarm = { atMs: Infinity, scope: new CancellationScope() };
        this.#hasWork = true;
      },
      () => undefined,
    );
  }

  #isWatchedFor(): boolean {
    return this.#isWatched || this.#begun().busy === 0;
  }

  /** As long as lines are lent: calls that somebody terminates give nothing back. */
  async #watch(): Promise<void> {
    const { watchLines } = proxyActivities<Activities>({
      taskQueue: taskQueues.contacts,
      summary: 'Looks whether the calls that have a line go on',
      priority: { priorityKey: 2 },
      startToCloseTimeout: '1 minute',
      retry: { initialInterval: '30s', backoffCoefficient: 1 },
    });
    this.#isWatched = true;
    await watchLines({ InstanceId: this.#InstanceId }).catch(() => undefined);
    this.#isWatched = false;
  }

  #mayContinueAsNew(): boolean {
    const { historyLength, continueAsNewSuggested } = workflowInfo();
    const isLong = continueAsNewSuggested || historyLength > longHistory;
    const isQuiet = this.#arrived <= quiet.messages || historyLength > quiet.upToHistory;
    const isDone = this.#underWay.size === 0 && allHandlersFinished();
    return isLong && isQuiet && isDone && this.#begun().fitsIntoOneInput;
  }
}

function resized(settings: LineSettings, change: unknown): LineSettings {
  const parsed = resizedLines(settings, change);
  if (!parsed.ok) throw invalidRequest('The lines stay as they are.', parsed.issues);
  return parsed.value;
}
