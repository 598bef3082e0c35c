// One seed: its plan is carried out in bad weather, then the weather ends, everything must end too, and the oracle judges.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { CallConflictError, InvalidRequestError, ScheduleExistsError } from '../../src/client/index.js';
import { numberOf, scenarioOf, type ScenarioName, type Simulator } from '../../src/connect-simulator/index.js';
import { endOfCall, endOfFollowUp } from './ends.js';
import { keepEvidence } from './evidence.js';
import {
  instanceIds,
  optionsOf,
  planOf,
  requestOf,
  scheduleOf,
  windowOf,
  type LoadTimes,
  type PlannedItem,
} from './load.js';
import { endsCalls, press } from './operators.js';
import { findings, type CallFacts, type Finding, type Resize, type RingFacts } from './oracle.js';
import type { SoakPlan } from './plan.js';
import { runRingonce } from './processes.js';
import { linesAtFirst } from './weather.js';
import { startSoakWorld, timeScale, type SoakWorld } from './world.js';

/** What came of a seed. */
export interface SoakResult {
  readonly seed: number;
  /** Calls, attempts and runs of schedules that the oracle has judged. */
  readonly calls: number;
  readonly rings: number;
  /** How many faults of each kind have struck, deaths of processes and buttons; `fault.hang-after`, `kill.server`, `button.reset`. */
  readonly faults: Readonly<Record<string, number>>;
  readonly outcomes: Readonly<Record<string, number>>;
  readonly findings: readonly Finding[];
  readonly durationS: number;
}

/** A call in doubt is asked about for a quarter of an hour. */
const endsWithinMs = 25 * 60_000;

const minuteMs = 60_000;

/**
 * @param say told how far it is, a line each
 * @param evidence the folder that gets what is left behind about findings
 */
export async function runSeed(plan: SoakPlan, say: (line: string) => void, evidence: string): Promise<SoakResult> {
  const begunMs = Date.now();
  await using world = await startSoakWorld(plan.weather);
  const run = new SeedRun(plan, world, say);
  await run.load();
  await run.calm();
  const facts = { ...(await run.facts()), skewMs: Math.abs(plan.weather.skewMs) };
  const found = findings(facts);
  await keepEvidence(world, found, evidence);
  return {
    seed: plan.seed,
    calls: facts.calls.length,
    rings: facts.rings.length,
    faults: { ...struckIn(world.connect), ...run.counts },
    outcomes: countBy(facts.calls.map(({ end }) => (end.is === 'completed' ? end.outcome : endInWord(end)))),
    findings: found,
    durationS: Math.round((Date.now() - begunMs) / 1000),
  };
}

const endInWord = (end: CallFacts['end']): string => (end.is === 'not-dialled' ? end.why : end.is);

class SeedRun {
  readonly counts: Record<string, number> = {};
  readonly #plan: SoakPlan;
  readonly #world: SoakWorld;
  readonly #say: (line: string) => void;
  #times: LoadTimes = { startMs: 0, endMs: 0 };
  readonly #resizes: Resize[] = [];
  readonly #notTaken = new Set<string>();
  /** When each schedule was surely there, on a busy machine minutes after it was asked for. */
  readonly #madeAtMs = new Map<string, number>();
  /** Of a schedule that was paused, and when it surely was so no more. */
  readonly #paused: { readonly id: string; readonly fromMs: number; readonly untilMs: number }[] = [];

  constructor(plan: SoakPlan, world: SoakWorld, say: (line: string) => void) {
    this.#plan = plan;
    this.#world = world;
    this.#say = say;
  }

  /** Starts everything, each at its time, while the weather lasts. */
  async load(): Promise<void> {
    const { load, weather, presses, durationMs } = this.#plan;
    for (const InstanceId of instanceIds) await this.#resize(InstanceId, linesAtFirst);
    const startMs = Date.now();
    this.#times = { startMs, endMs: startMs + durationMs };
    const at = async (atMs: number, what: () => Promise<void>) => {
      await sleep(Math.max(0, startMs + atMs - Date.now()));
      await what();
    };
    const progress = setInterval(() => this.#say(this.#progress()), 15_000);
    try {
      await Promise.all([
        ...load.schedules.map((schedule) =>
          untilTaken(() => this.#world.ringonce.schedules.create(schedule.id, scheduleOf(schedule, this.#times))).then(
            () => void this.#madeAtMs.set(schedule.id, Date.now()),
          ),
        ),
        ...load.items.filter(({ batch }) => batch === undefined).map((item) => at(item.atMs, () => this.#start(item))),
        ...load.batches.map((batch, index) => at(batch.atMs, () => this.#startBatch(index))),
        ...presses.map((pressed) => at(pressed.atMs, () => this.#press(pressed))),
        ...weather.events.map((event) => at(event.atMs, () => this.#happen(event))),
      ]);
      await sleep(Math.max(0, this.#times.endMs - Date.now()));
    } finally {
      clearInterval(progress);
    }
  }

  /** Faults stop; the wrong clock is still there. */
  async calm(): Promise<void> {
    const { connect, processes, ringonce } = this.#world;
    // What still stands still goes on first.
    for (const kept of Object.values(processes)) await kept.suffer('freeze', 0);
    connect.clearFaults();
    connect.configure({ events: { lossRate: 0, duplicateRate: 0, reorder: false, delayMs: 0, mixedCase: false } });
    const [resized] = instanceIds;
    await this.#resize(resized, 2 * linesAtFirst);
    await untilTaken(() => ringonce.setRates({ dialsPerSecond: 20 }));
    this.#say('The weather has ended; now everything must end.');
  }

  /** How everything has ended; what has not within the time is told as open. */
  async facts(): Promise<{ calls: CallFacts[]; rings: RingFacts[]; resizes: Resize[] }> {
    const giveUpAtMs = Date.now() + endsWithinMs;
    const open = new Set<string>();
    const untilEnded = async (id: string, ended: Promise<CallFacts[]>) => {
      open.add(id);
      const facts = await ended;
      open.delete(id);
      return facts;
    };
    const progress = setInterval(() => this.#say(`${this.#progress()}; ${openInWords([...open])}`), 30_000);
    try {
      const { items, schedules } = this.#plan.load;
      const ofItems = items.map((item) => untilEnded(item.id, this.#factsOf(item, giveUpAtMs)));
      const ofSchedules = schedules.map((it) => untilEnded(it.id, this.#factsOfSchedule(it, giveUpAtMs)));
      const calls = (await Promise.all([...ofItems, ...ofSchedules])).flat();
      return { calls, rings: ringsOf(this.#world.connect), resizes: this.#resizes };
    } finally {
      clearInterval(progress);
    }
  }

  async #start(item: PlannedItem): Promise<void> {
    const { ringonce } = this.#world;
    const { id, is } = item;
    try {
      await untilTaken(() =>
        is === 'call'
          ? ringonce.start(id, requestOf(item), optionsOf(item, this.#times))
          : ringonce.followUp(id, requestOf(item), planOf(item, this.#times)),
      );
    } catch (error) {
      if (!(error instanceof InvalidRequestError)) throw error;
      // Its hours had closed before it came to be started.
      this.#notTaken.add(id);
    }
  }

  /** `ringonce start-batch` on a file, killed as the plan says, and run again until it ends by itself. */
  async #startBatch(index: number): Promise<void> {
    const { folder, environment, ringonce } = this.#world;
    const items = this.#plan.load.items.filter(({ batch }) => batch === index);
    const file = join(folder, `batch-${index}.jsonl`);
    const rows = items.map((item) => ({
      id: item.id,
      request: requestOf(item),
      ...(item.is === 'call' ? { options: optionsOf(item, this.#times) } : { plan: planOf(item, this.#times) }),
    }));
    await writeFile(file, rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
    const args = ['start-batch', file, '--output', `${file}.verdicts`];
    for (const killAfterMs of this.#plan.load.batches[index]?.killsAfterMs ?? []) {
      const how = await runRingonce(args, environment, killAfterMs);
      if (how === 'SIGKILL') this.#count('kill.batch');
    }
    for (let run = 0; run < 5; run++) {
      // While the server is away each run would end at once, and whoever runs a batch would wait.
      await untilTaken(() => ringonce.client.workflow.count());
      // 1: some rows' hours had closed, or Temporal was away for long.
      if ((await runRingonce(args, environment)) === 'exit code 0') return;
    }
  }

  async #press(pressed: SoakPlan['presses'][number]): Promise<void> {
    const fromMs = Date.now();
    try {
      await press(this.#world.ringonce, pressed);
      this.#count(`button.${pressed.button}`);
    } catch {
      // Too early, too late, or nobody was there: for whoever pressed it a reason to look, for the promises none to fail.
      this.#count(`button-refused.${pressed.button}`);
    }
    if (pressed.of === 'schedule') this.#paused.push({ id: pressed.id, fromMs, untilMs: Date.now() + minuteMs });
  }

  async #happen(event: SoakPlan['weather']['events'][number]): Promise<void> {
    const { connect, processes, ringonce } = this.#world;
    switch (event.is) {
      case 'fault':
        connect.inject(event.fault);
        return;
      case 'harm':
        this.#count(`${event.harm}.${event.process}`);
        return processes[event.process].suffer(event.harm, event.forMs);
      case 'events':
        connect.configure({ events: event.events });
        this.#count('events');
        return;
      case 'resize':
        this.#count('resize');
        return this.#resize(instanceIds[0], event.lines);
      case 'rate':
        this.#count('rate');
        await untilTaken(() => ringonce.setRates({ dialsPerSecond: event.dialsPerSecond }));
    }
  }

  /** More lines count from the moment in which they are asked for, fewer from the answer. */
  async #resize(InstanceId: string, lines: number): Promise<void> {
    const askedMs = Date.now();
    const before = this.#resizes.findLast((resize) => resize.InstanceId === InstanceId)?.lines ?? 0;
    await untilTaken(() => this.#world.ringonce.lines.set(InstanceId, { lines }));
    this.#resizes.push({ InstanceId, atMs: lines >= before ? askedMs : Date.now(), lines });
    this.#resizes.sort((one, other) => one.atMs - other.atMs);
  }

  async #factsOf(item: PlannedItem, giveUpAtMs: number): Promise<CallFacts[]> {
    const { ringonce } = this.#world;
    const { id, is } = item;
    const buttons = this.#plan.presses.filter((pressed) => pressed.id === id).map(({ button }) => button);
    const { hours } = item;
    // Whoever reschedules, or calls now, means another time; hours hold all the same.
    const isMoved = buttons.some((button) => button === 'reschedule' || button === 'call-now');
    const { fromMs, untilMs } = windowOf(item, this.#times);
    const common = {
      fromMs: isMoved ? windowOf({ ...item, atMs: 0, dueInMs: 0 }, this.#times).fromMs : fromMs,
      untilMs,
      wasCancelled: buttons.some(endsCalls),
      isRefused: isRefused(item.scenario),
      story: [is, item.scenario, hours === undefined ? '' : 'hours', ...buttons].filter(Boolean).join(', '),
    };
    if (this.#notTaken.has(id)) return [{ id, end: { is: 'not-taken' }, ...common }];
    const ended =
      is === 'call'
        ? [{ id, end: await endOfCall(ringonce, id, giveUpAtMs) }]
        : await endOfFollowUp(ringonce, id, giveUpAtMs);
    // A row whose hours had closed when the batch came to it.
    const mayBeMissing = item.batch !== undefined && hours !== undefined;
    return ended.map(({ id: callId, end }) => ({
      id: callId,
      end: end.is === 'missing' && mayBeMissing ? { is: 'not-taken' } : end,
      ...common,
    }));
  }

  async #factsOfSchedule(
    { id, is, scenario }: SoakPlan['load']['schedules'][number],
    giveUpAtMs: number,
  ): Promise<CallFacts[]> {
    const { ringonce } = this.#world;
    const { endMs } = this.#times;
    const madeAtMs = this.#madeAtMs.get(id) ?? endMs;
    const due: string[] = [];
    // The minutes in which it is made, and those in which it is paused, may go either way.
    for (let ms = Math.ceil(madeAtMs / minuteMs + 1) * minuteMs; ms < endMs; ms += minuteMs) {
      const isPaused = this.#paused.some((pause) => pause.id === id && pause.fromMs <= ms && ms <= pause.untilMs);
      if (!isPaused) due.push(`${id}-${new Date(ms).toISOString().slice(0, 19)}Z`);
    }
    // A server that is busy starts them late. What does not come is missing below.
    const { workflow } = ringonce.client;
    const started = (run: string) => untilTaken(() => workflow.getHandle(run).describe()).catch(() => undefined);
    await Promise.all(due.map(started));
    const runs = new Set(due);
    // What has not rung yet too: a run of a paused minute may wait for a line just now.
    for await (const { workflowId } of workflow.list({ query: `WorkflowId STARTS_WITH '${id}-'` }))
      runs.add(workflowId.replace(/Z\.\d+$/, 'Z'));
    const ended = await Promise.all(
      [...runs].map(async (run) =>
        is === 'call'
          ? [{ id: run, end: await endOfCall(ringonce, run, giveUpAtMs) }]
          : endOfFollowUp(ringonce, run, giveUpAtMs),
      ),
    );
    return ended.flat().map((call) => ({
      ...call,
      fromMs: 0,
      // It has an expiry.
      untilMs: Number.MAX_SAFE_INTEGER,
      wasCancelled: false,
      isRefused: isRefused(scenario),
      story: `run of a schedule, ${is}`,
    }));
  }

  #count(what: string, times = 1): void {
    this.counts[what] = (this.counts[what] ?? 0) + times;
  }

  #progress(): string {
    const { connect } = this.#world;
    const minutes = ((Date.now() - this.#times.startMs) / minuteMs).toFixed(1);
    return `seed ${this.#plan.seed}: ${minutes} min, ${connect.ledger().length} rings, ${connect.requests().length} requests`;
  }
}

const isRefused = (scenario: ScenarioName): boolean => scenarioOf(numberOf(scenario)).story.happens === 'refused';

const takenWithinMs = 10 * minuteMs;

/** Until Temporal takes it: it may be dead just now, or no worker be there. What is wrong with the request itself is thrown, and what stays. */
async function untilTaken(ask: () => Promise<unknown>): Promise<void> {
  const giveUpAtMs = Date.now() + takenWithinMs;
  for (;;) {
    try {
      await ask();
      return;
    } catch (error) {
      if (error instanceof InvalidRequestError || error instanceof CallConflictError) throw error;
      // The answer to its making was lost.
      if (error instanceof ScheduleExistsError) return;
      if (Date.now() > giveUpAtMs) throw error;
      await sleep(500);
    }
  }
}

const openInWords = (ids: readonly string[]): string =>
  `${ids.length} go on: ${ids.slice(0, 5).join(', ')}${ids.length > 5 ? ', …' : ''}`;

/** Every phone that rang, and until when by the wall clock its contact lived. */
function ringsOf(connect: Simulator): RingFacts[] {
  return connect.ledger().map(({ ClientToken, ContactId, InstanceId, ringStartedAt }) => {
    const atMs = Date.parse(ringStartedAt);
    const ended = connect.contactEvents(ContactId).find(({ detail }) => detail['eventType'] === 'DISCONNECTED');
    const endedMs = Date.parse(String(ended?.detail['disconnectTimestamp']));
    const endsMs = Number.isNaN(endedMs) ? Infinity : atMs + (endedMs - atMs) / timeScale;
    return { id: ClientToken, ContactId, InstanceId, atMs, endsMs };
  });
}

/** How many faults of each kind have struck a request. */
const struckIn = (connect: Simulator): Record<string, number> =>
  countBy(connect.requests().flatMap(({ fault }) => (fault === null ? [] : [`fault.${fault}`])));

function countBy(words: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const word of words) counts[word] = (counts[word] ?? 0) + 1;
  return Object.fromEntries(Object.entries(counts).sort(([one], [other]) => (one < other ? -1 : 1)));
}
