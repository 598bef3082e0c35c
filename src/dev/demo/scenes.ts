import { setTimeout as wait } from 'node:timers/promises';
import { styleText } from 'node:util';
import {
  CallRefusedError,
  InvalidRequestError,
  type CallOptions,
  type FollowUpPlan,
  type Outcome,
  type RingonceClient,
  type StartOutboundVoiceContactRequest,
} from '../../client/index.js';
import { linesInWords } from '../../client/lines.js';
import type { LocalStack } from '../local-stack.js';
import type { WorkerProcess } from '../worker-process.js';
import {
  hoursFrom,
  openingAfter,
  outcomeCalls,
  requestOfExample,
  requestTo,
  type DemoEnd,
  type Example,
} from './calls.js';
import { alarm, faint, heading, Story } from './telling.js';

/** What every scene needs. */
export interface Demo {
  readonly stack: Pick<LocalStack, 'connect' | 'startWorker'>;
  readonly ringonce: RingonceClient;
  worker: WorkerProcess;
  /** Keeps IDs apart from those of an earlier demo on a server that lives longer. */
  readonly suffix: string;
  /** How each call has to end, by workflow ID. */
  readonly expected: Map<string, DemoEnd>;
  /** What else was not as it should be. */
  readonly broken: string[];
}

function begin(title: string, name: string, { suffix, stack }: Demo): Story {
  heading(title);
  return new Story(`${name}-${suffix}`, stack.connect);
}

/** Starts a call, waits until Amazon Connect has accepted it, tells its story so far. */
export async function placeExample({ name, about, end }: Example, demo: Demo): Promise<void> {
  const story = begin(`examples/${name}.json: ${about}`, name, demo);
  demo.expected.set(story.workflowId, end);
  try {
    const call = await demo.ringonce.start(story.workflowId, requestOfExample(name));
    await call.contactId().catch((error: unknown) => {
      if (!(error instanceof CallRefusedError)) throw error;
    });
    await story.tellNews(call);
  } catch (error) {
    if (!(error instanceof InvalidRequestError)) throw error;
    story.say('The client refuses it; no workflow is started:');
    for (const { member, message } of error.issues) console.log(`            ${member}: ${message}`);
  }
}

/** The worst moment: the phone rings already, and the answer that says so finds nobody. */
export async function killTheWorker(demo: Demo): Promise<void> {
  const story = begin('The same request again, and its worker dies in mid-dial', 'worker-dies', demo);
  const { workflowId: clientToken, connect } = story;
  demo.expected.set(clientToken, 'ANSWERED');
  connect.inject({ operation: 'StartOutboundVoiceContact', kind: 'hang-after', match: { ClientToken: clientToken } });
  const call = await demo.ringonce.start(clientToken, requestOfExample('plain-call'));
  await connect.untilRequests(1, { clientToken, fault: 'hang-after' });
  await story.tellNews(call);

  const { pid } = demo.worker;
  await demo.worker.kill();
  story.say(alarm(`worker ${pid} is killed (SIGKILL): nobody is left to hear the answer`));
  story.say(styleText('gray', '(Temporal takes a worker for dead after 10 s without a heartbeat: please wait)'));
  demo.worker = await demo.stack.startWorker();
  story.say(`worker ${demo.worker.pid} is up in its place`);
  const ContactId = await call.contactId();
  await story.tellNews(call);

  const requests = connect.requests({ clientToken });
  const bodies = new Set(requests.map(({ bodySha256 }) => bodySha256)).size;
  const rings = connect.ledger({ clientToken });
  const isSameContact = rings[0]?.ContactId === ContactId;
  const sameBytes = bodies === 1 ? 'the same bytes each time' : `${bodies} different ones`;
  const whose = isSameContact ? 'the contact is the one that rang' : 'the contact is ANOTHER one';
  const proof = `${requests.length} requests, ${sameBytes}; phones that rang: ${rings.length}; ${whose}`;
  story.say(styleText('bold', proof));
  // Asked twice and rung once: only then it shows what it is meant to show.
  if (!isSameContact || requests.length < 2 || bodies > 1) demo.broken.push(`${clientToken}: ${proof}`);
}

/**
 * Starts a call whose hours are closed, and tells what it waits for: as long as it takes for the call to be seen waiting, and up to a
 * minute more. What it gives back tells the rest.
 */
export async function holdCall(demo: Demo): Promise<() => Promise<void>> {
  const openingMs = openingAfter(8_000);
  const story = begin('A call outside calling hours', 'held', demo);
  const { workflowId, connect } = story;
  const request = requestTo('answered', 15);
  const options = { callingHours: hoursFrom(openingMs, 'America/Los_Angeles') };
  const { dial, at, reason } = await demo.ringonce.preview(request, { options });
  story.say(`preview: it would be dialled ${dial}, at ${at ?? ''} (${reason ?? ''})`);
  const call = await demo.ringonce.start(workflowId, request, options);
  while ((await call.view()).phase === 'DIALLING') await wait(50);
  await story.tellNews(call);
  faint(`            (it waits by itself; the demo goes on, and comes back to ${workflowId})`);
  return async () => {
    heading(`The call that was held, ${workflowId}`);
    demo.expected.set(workflowId, 'ANSWERED');
    const leftMs = openingMs - Date.now();
    if (leftMs > 0) faint(`  (its hours open in ${inSeconds(leftMs)}: please wait)`);
    const [ring] = await connect.untilRings(1, { clientToken: workflowId });
    await call.result();
    await story.tellNews(call);
    const rangAt = ring?.ringStartedAt ?? '';
    const afterMs = Date.parse(rangAt) - openingMs;
    const after = `${inSeconds(Math.abs(afterMs))} ${afterMs < 0 ? 'BEFORE' : 'after'} its hours opened`;
    console.log(styleText('bold', `            by the ledger: it rang at ${rangAt}, ${after}`));
    if (!(afterMs >= 0)) demo.broken.push(`${workflowId} rang ${after}`);
  };
}

const inSeconds = (ms: number): string => `${(ms / 1000).toFixed(2)} s`;

/** Seconds where one would wait for hours. */
const plan: FollowUpPlan = { onOutcome: { BUSY: { wait: ['3s'] }, NO_ANSWER: { wait: ['4s'] } } };

/** Calls a number that is busy, then rings out, then is answered; tells it as it happens. */
export async function callAgain(demo: Demo): Promise<void> {
  const story = begin('A follow-up: busy, then no answer, then answered', 'follow-up', demo);
  const request = requestTo('busy-then-no-answer-then-answered', 15);
  const followUp = await demo.ringonce.followUp(story.workflowId, request, plan);
  (['BUSY', 'NO_ANSWER', 'ANSWERED'] as const).forEach((outcome, index) =>
    demo.expected.set(`${story.workflowId}.${index + 1}`, outcome),
  );
  const ended = followUp.result();
  while ((await Promise.race([ended, wait(250)])) === undefined) await story.tellNews(followUp);
  await story.tellNews(followUp);
  const { outcome } = await ended;
  if (outcome !== 'ANSWERED') demo.broken.push(`${story.workflowId} should have been ANSWERED`);
}

/** An instance of its own: its ten lines are free. */
const InstanceId = '846ec553-a005-41c0-8341-00000000000a';

/** Starts 25 calls at once on an instance of 10 lines, the urgent ones last; tells meanwhile how the lines are used. */
export async function callMany(demo: Demo): Promise<void> {
  const { ringonce } = demo;
  const story = begin('25 calls at once, over the 10 lines of an instance', 'many', demo);
  const { connect } = story;
  const { timeScale } = connect.settings;
  // A minute of a call takes twelve seconds: long enough for ten lines to be too few.
  connect.configure({ timeScale: 5 });
  const rows = Array.from({ length: 25 }, (_, index) => ({
    workflowId: `${story.workflowId}-${index + 1}`,
    request: { ...requestTo('answered'), InstanceId },
    options: { priority: index < 22 ? 5 : 1 },
  }));
  let started = 0;
  // In their order: the urgent ones are to come last.
  for await (const { verdict } of ringonce.startBatch(rows, { concurrency: 1 })) if (verdict === 'started') started++;
  story.say(`startBatch: ${started} of ${rows.length} started, the 3 urgent ones last`);

  // A call over the instance's lines would not be answered: Amazon Connect ends it in fast-busy.
  for (const { workflowId } of rows) demo.expected.set(workflowId, 'ANSWERED');
  const ended = Promise.all(rows.map(({ workflowId }) => ringonce.call(workflowId).result()));
  for (let told = ''; (await Promise.race([ended, wait(500)])) === undefined;) {
    const now = linesInWords(await ringonce.lines.of(InstanceId));
    if (now.replace(/, oldest .*/, '') !== told) story.say(now);
    told = now.replace(/, oldest .*/, '');
  }
  connect.configure({ timeScale });
  const ids = connect.ledger().map(({ ClientToken }) => ClientToken);
  const rung = ids.filter((id) => id.startsWith(story.workflowId));
  const urgent = rows.filter(({ options }) => options.priority === 1);
  const afterUrgent = rung.length - 1 - Math.max(...urgent.map(({ workflowId }) => rung.indexOf(workflowId)));
  const proof = `${afterUrgent} calls that had come before the urgent ones rang after them`;
  story.say(styleText('bold', `by the ledger: ${rung.length} phones rang, never more than 10 at once; ${proof}`));
  if (afterUrgent <= 0) demo.broken.push(`${story.workflowId}: ${proof}`);
}

/** Every other outcome, at once, while half of the contact events are lost. */
export async function showOutcomes({ stack, ringonce, suffix, expected }: Demo): Promise<void> {
  const { connect } = stack;
  heading('Every outcome, while half of the contact events are lost');
  console.log(
    '  If all events of a call are lost, Amazon Connect is asked after the dial limit: up to half a minute from now.',
  );
  const start = (outcome: Outcome, request: StartOutboundVoiceContactRequest, options?: CallOptions) => {
    const workflowId = `${outcome.toLowerCase().replace('_', '-')}-${suffix}`;
    expected.set(workflowId, outcome);
    return ringonce.start(workflowId, request, options);
  };

  // All its answers and events are lost, and it must not be sent again.
  const unknown = { ClientToken: `unknown-${suffix}` };
  connect.configure({ events: { lossRate: 1 } });
  connect.inject({ operation: 'StartOutboundVoiceContact', kind: 'error-after', times: 50, match: unknown });
  await start('UNKNOWN', requestTo('busy', 15), { resendWindow: 0 });
  const [ring] = await connect.untilRings(1, { clientToken: unknown.ClientToken });
  await connect.untilEvents(1, { contactId: ring?.ContactId, eventType: 'COMPLETED' });

  // Of the others' events chance takes half.
  connect.configure({ events: { lossRate: 0.5 } });
  for (const [outcome, scenario, options] of outcomeCalls) await start(outcome, requestTo(scenario), options);
  const cancelled = await start('CANCELLED', requestTo('rings-out', 60));
  await cancelled.contactId();
  const { was, is } = await cancelled.cancel();
  console.log(`  ${cancelled.workflowId} was ${was ?? 'unknown'} and is cancelled while it rings: ${is}`);
}
