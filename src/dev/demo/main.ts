// The demo: everything of ringonce on this machine, a story told call by call, and at its end what the ledger of phones says.
// Exit code 1 if a promise is broken. It may import whatever a user's program may, and the local stack.
import { randomBytes } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import { styleText } from 'node:util';
import { connectRingonce } from '../../client/index.js';
import { startLocalStack, type LocalStack } from '../local-stack.js';
import { exitCodeOf, firstSignal } from '../signals.js';
import { examples } from './calls.js';
import { callAgain, callMany, holdCall, killTheWorker, placeExample, showOutcomes, type Demo } from './scenes.js';
import { alarm, brokenPromises, faint, heading, resultOf, tableOf } from './telling.js';

process.exit(await main());

async function main(): Promise<number> {
  const interrupted = firstSignal().then((signal) => {
    console.error(alarm(`Interrupted by ${signal}`));
    return exitCodeOf(signal);
  });
  let stack: LocalStack | undefined;
  try {
    console.log('ringonce: every call rings once, whatever crashes. Nothing here reaches a real phone.');
    heading('Starting everything on this machine');
    const started = await Promise.race([startLocalStack(), interrupted]);
    if (typeof started === 'number') return started;
    stack = started;
    return await Promise.race([show(stack), interrupted]);
  } catch (error) {
    console.error(alarm(error instanceof Error ? error.message : String(error)));
    return 1;
  } finally {
    await stack?.[Symbol.asyncDispose]();
  }
}

async function show(stack: LocalStack): Promise<number> {
  const { connect, server, setupSteps, codecUrl } = stack;
  const setup = setupSteps.map((step) => step.replace(/^\S+: /, '')).join('\n                   ');
  console.log(`  Amazon Connect   ${connect.url}, a local one: it keeps a ledger of the phones that ring`);
  console.log(`  Temporal         ${server.address}, a dev server`);
  console.log(`  Encryption       payloads are encrypted (AES-256-GCM); the UI has them decrypted at ${codecUrl}`);
  console.log(`  ringonce setup   ${setup}`);
  const worker = await stack.startWorker();
  console.log(`  ringonce worker  process ${worker.pid}, ready after ${(worker.readyAfterMs / 1000).toFixed(1)} s`);
  await using ringonce = await connectRingonce(stack.settings);
  // A minute of a call takes six seconds.
  connect.configure({ timeScale: 10 });

  const demo: Demo = {
    stack,
    ringonce,
    worker,
    suffix: randomBytes(2).toString('hex'),
    expected: new Map(),
    broken: [],
  };
  const [plain, ...others] = examples;
  await placeExample(plain, demo);
  // So early, because it may wait for more than a minute; the rest goes on meanwhile.
  const tellOfHeld = await holdCall(demo);
  await killTheWorker(demo);
  for (const example of others) await placeExample(example, demo);
  await callAgain(demo);
  await callMany(demo);
  await showOutcomes(demo);
  await tellOfHeld();
  return await conclude(stack, demo);
}

async function conclude({ connect, server }: LocalStack, { ringonce, expected, broken }: Demo): Promise<number> {
  heading('What happened');
  faint('  (as soon as the last call has ended: please wait)');
  const ended = [...expected].map(([workflowId, end]) => resultOf(ringonce.call(workflowId), end, connect));
  const results = await Promise.all(ended);
  console.log(tableOf(results.filter(({ workflowId }) => !workflowId.startsWith('many-'))));
  console.log(`
  Events: contact events that arrived, of those sent. Rings: by the ledger of the local Amazon Connect.
  The 25 calls at once are checked like these, and not listed.`);
  broken.push(...brokenPromises(results, connect.ledger().length));
  for (const promise of broken) console.error(alarm(`  BROKEN: ${promise}`));
  if (broken.length > 0) return 1;
  const kept =
    'Each placed call rang exactly once, each attempt of the follow-up too; the refused, the invalid and the expired';
  console.log(styleText('green', `  ${kept} one\n  rang nobody.`));
  heading('Where to look');
  console.log(`  This server ends with the demo. \`npm run dev\` starts one that stays, and prints what to try; then each call
  explains itself in the Temporal UI: ${server.uiUrl ?? ''}/namespaces/${server.namespace}/workflows

Done in ${(performance.now() / 1000).toFixed(0)} s.`);
  return 0;
}
