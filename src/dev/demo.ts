import { randomBytes } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import { CallRefusedError, connectRingonce, InvalidRequestError, type StartedCall } from '../client/index.js';
import { demoCalls, type DemoCall } from './demo-calls.js';
import { cancelledCall, outcomeCalls, requestOf, unknownCall, type OutcomeCall } from './demo-outcomes.js';
import { callAgain } from './demo-follow-up.js';
import { holdCall } from './demo-held-call.js';
import { callMany } from './demo-lines.js';
import { begin, endOf, heading, ringsOf, type CallEnd, type Stage } from './demo-stage.js';
import { brokenPromises, demoTable, type DemoResult } from './demo-table.js';
import { Interrupted, Interruption } from './interrupted.js';
import { startLocalStack, type LocalStack } from './local-stack.js';
import { style } from './terminal-style.js';
import type { WorkerProcess } from './worker-process.js';

process.exit(await main());

async function main(): Promise<number> {
  const interruption = new Interruption();
  let stack: LocalStack | undefined;
  try {
    console.log('ringonce: every call rings once, whatever crashes. Nothing here reaches a real phone.');
    heading('Starting everything on this machine');
    stack = await interruption.race(startLocalStack());
    tellWhereItRuns(stack);
    return await interruption.race(show(stack));
  } catch (error) {
    console.error(style.bad(error instanceof Error ? error.message : String(error)));
    return error instanceof Interrupted ? error.exitCode : 1;
  } finally {
    await stack?.close();
  }
}

async function show(stack: LocalStack): Promise<number> {
  const worker = await startWorker(stack);
  await using ringonce = await connectRingonce(stack.settings);
  const stage: Stage = { stack, ringonce, suffix: randomBytes(2).toString('hex'), worker };
  // A minute of a call takes six seconds.
  stack.connect.configure({ timeScale: 10 });
  const ends: CallEnd[] = [];
  const [plain, ...others] = demoCalls();
  if (plain === undefined) throw new Error('There is no example to show.');
  ends.push(await placeCall(plain, stage));
  // So early, because it may wait for more than a minute; the rest goes on meanwhile.
  const held = await holdCall(stage);
  ends.push(await placeCallWhileTheWorkerDies(plain, stage));
  for (const call of others) ends.push(await placeCall(call, stage));
  ends.push(await callAgain(stage));
  ends.push(await callMany(stage));
  ends.push(...(await showOutcomes(stage)));
  const results = await untilAllHaveEnded(ends);
  return conclude(stage, [...results, await held()]);
}

/** Starts a call, waits until Amazon Connect has accepted it, tells its story so far. */
async function placeCall(demoCall: DemoCall, stage: Stage): Promise<CallEnd> {
  const { workflowId, story } = begin(demoCall.name, `examples/${demoCall.name}.json: ${demoCall.about}`, stage);
  try {
    const call = await stage.ringonce.start(workflowId, demoCall.request);
    await call.contactId().catch(unlessRefused);
    await story.tellNews(call);
    return () => endOf(call, { workflowId, expected: demoCall.end }, stage);
  } catch (error) {
    if (!(error instanceof InvalidRequestError)) throw error;
    story.say('The client refuses it; no workflow is started:');
    for (const { member, message } of error.issues) console.log(`            ${member}: ${message}`);
    const happened = `refused by the client: ${error.issues.length} issues`;
    const rings = ringsOf(stage, workflowId);
    return () => Promise.resolve({ workflowId, happened, end: 'invalid', expected: demoCall.end, rings });
  }
}

/** The worst moment: the phone rings already, and the answer that says so finds nobody. */
async function placeCallWhileTheWorkerDies(plain: DemoCall, stage: Stage): Promise<CallEnd> {
  const demoCall = { ...plain, name: 'worker-dies' };
  const { workflowId, story } = begin(demoCall.name, 'The same request again, and its worker dies in mid-dial', stage);
  const { connect } = stage.stack;
  connect.inject({ operation: 'StartOutboundVoiceContact', kind: 'hang-after', match: { ClientToken: workflowId } });
  const call = await stage.ringonce.start(workflowId, demoCall.request);
  await connect.untilRequests(1, { clientToken: workflowId, fault: 'hang-after' });
  await story.tellNews(call);

  await stage.worker.kill();
  story.say(style.bad(`worker ${stage.worker.pid} is killed (SIGKILL): nobody is left to hear the answer`));
  story.say(style.faint('(Temporal takes a worker for dead after 10 s without a heartbeat: please wait)'));
  stage.worker = await stage.stack.startWorker();
  story.say(`worker ${stage.worker.pid} is up in its place`);
  const ContactId = await call.contactId();
  await story.tellNews(call);

  const requests = connect.requests({ clientToken: workflowId });
  const bodies = new Set(requests.map(({ bodySha256 }) => bodySha256));
  const rings = connect.ledger({ clientToken: workflowId });
  const isSameContact = rings[0]?.ContactId === ContactId;
  const sameBytes = bodies.size === 1 ? 'the same bytes each time' : `${bodies.size} different ones`;
  const whose = isSameContact ? 'the contact is the one that rang' : 'the contact is ANOTHER one';
  story.say(style.strong(`${requests.length} requests, ${sameBytes}; phones that rang: ${rings.length}; ${whose}`));
  return async () => {
    const result = await endOf(call, { workflowId, expected: demoCall.end }, stage);
    return {
      ...result,
      happened: `${result.happened}, though its worker was killed in mid-dial`,
      // Asked twice and rung once: only then it shows what it is meant to show.
      end: isSameContact && requests.length > 1 && bodies.size === 1 ? result.end : 'other',
    };
  };
}

/** Every other outcome, at once, while half of the contact events are lost. */
async function showOutcomes(stage: Stage): Promise<CallEnd[]> {
  const { connect } = stage.stack;
  heading('Every outcome, while half of the contact events are lost');
  console.log(
    '  A call whose events are all lost is looked at when its dial limit is over: up to half a minute from now.',
  );
  const ends: CallEnd[] = [];
  const start = async (outcomeCall: OutcomeCall): Promise<StartedCall> => {
    const { name, outcome, options = {} } = outcomeCall;
    const workflowId = `${name}-${stage.suffix}`;
    const call = await stage.ringonce.start(workflowId, requestOf(outcomeCall), options);
    ends.push(() => endOf(call, { workflowId, expected: outcome }, stage));
    return call;
  };

  const ClientToken = `${unknownCall.name}-${stage.suffix}`;
  connect.configure({ events: { lossRate: 1 } });
  connect.inject({ operation: 'StartOutboundVoiceContact', kind: 'error-after', times: 50, match: { ClientToken } });
  await start(unknownCall);
  const [ring] = await connect.untilRings(1, { clientToken: ClientToken });
  // The last of its events is lost; the others' fare as chance has it.
  await connect.untilEvents(1, { contactId: ring?.ContactId, eventType: 'COMPLETED' });
  connect.configure({ events: { lossRate: 0.5 } });

  for (const outcomeCall of outcomeCalls) await start(outcomeCall);
  const cancelled = await start(cancelledCall);
  await cancelled.contactId();
  const { was, is } = await cancelled.cancel();
  console.log(`  ${cancelledCall.name}-${stage.suffix} was ${was ?? 'unknown'} and is cancelled while it rings: ${is}`);
  return ends;
}

async function untilAllHaveEnded(ends: readonly CallEnd[]): Promise<DemoResult[]> {
  let open = ends.length;
  return Promise.all(
    ends.map(async (end) => {
      const result = await end();
      open -= 1;
      console.log(
        `  ${result.workflowId.padEnd(28)}${result.happened}${open > 0 ? style.faint(`  (${open} to go)`) : ''}`,
      );
      return result;
    }),
  );
}

function unlessRefused(error: unknown): void {
  if (!(error instanceof CallRefusedError)) throw error;
}

function tellWhereItRuns({ connect, server, setupSteps }: LocalStack): void {
  console.log(`  Amazon Connect   ${connect.url}, a local one: it keeps a ledger of the phones that ring`);
  console.log(`  Temporal         ${server.address}, a dev server`);
  console.log(
    `  ringonce setup   ${setupSteps.map((step) => step.replace(/^\S+: /, '')).join('\n                   ')}`,
  );
}

async function startWorker(stack: LocalStack): Promise<WorkerProcess> {
  const worker = await stack.startWorker();
  console.log(`  ringonce worker  process ${worker.pid}, ready after ${(worker.readyAfterMs / 1000).toFixed(1)} s`);
  return worker;
}

function conclude({ stack }: Stage, results: readonly DemoResult[]): number {
  heading('What happened');
  console.log(demoTable(results));
  console.log(
    '\n  Events: contact events that arrived, of those sent. Rings: by the ledger of the local Amazon Connect.',
  );
  const broken = brokenPromises(results, stack.connect.ledger().length);
  for (const promise of broken) console.error(style.bad(`  BROKEN: ${promise}`));
  if (broken.length > 0) return 1;
  console.log(
    style.good(
      '  Each placed call rang exactly once, each attempt of the follow-up too; the refused, the invalid and the expired one\n  rang nobody.',
    ),
  );
  heading('Where to look');
  console.log(
    '  This server ends with the demo. `npm run dev` starts one that stays, and prints what to try; then each call',
  );
  console.log(
    `  explains itself in the Temporal UI: ${stack.server.uiUrl ?? ''}/namespaces/${stack.server.namespace}/workflows`,
  );
  console.log(`\nDone in ${(performance.now() / 1000).toFixed(0)} s.`);
  return 0;
}
