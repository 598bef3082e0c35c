// `ringonce dev`. In this folder: what a user's machine needs for it, and for the demo in `demo/`: finding or getting a Temporal CLI, running
// it, a worker, the local Amazon Connect and what takes its events. It may import everything but the CLI.
import { relative } from 'node:path';
import getPort from 'get-port';
import { startBoard, type RunningBoard } from '../board/start-board.js';
import { secretHeader } from '../contact-events/index.js';
import { startLocalStack, type LocalStack } from './local-stack.js';
import { firstSignal } from './signals.js';
import { tellInLines } from './simulator-lines.js';
import { cliPath } from './worker-process.js';

/**
 * Runs everything on this machine until Ctrl-C, telling where it is and what Amazon Connect is asked.
 * @throws Error when it cannot start, or when a part dies
 */
export async function stayUp(): Promise<void> {
  const signal = firstSignal();
  console.log(
    'Starting the local Amazon Connect, a Temporal server with its UI, a worker, and what takes contact events …',
  );
  const started = await Promise.race([start(), signal]);
  // What is half started cannot be closed; its children end with this process.
  if (typeof started === 'string') process.exit(130);
  await using stack = started;
  console.log(pointers(stack));
  const end = await Promise.race([
    signal.then(() => 'signal' as const),
    // Before the worker: that one may end for lack of the server.
    stack.server.ended.then((how) => `the Temporal server ended with ${how}`),
    stack.workerEnded.then((how) => `the worker ended with ${how}`),
  ]);
  if (end !== 'signal') throw new Error(`Ending: ${end}.`);
  console.log('\nEnding …');
}

/** What the example has: nothing secret. */
const exampleSecret = 'local-events-secret';
const ownReceiver = {
  url: 'http://127.0.0.1:4020/contact-events',
  headers: { [secretHeader]: exampleSecret },
};

interface Running extends LocalStack {
  readonly board: RunningBoard;
  readonly workerEnded: Promise<string>;
}

async function start(): Promise<Running> {
  const stack = await startLocalStack(tellInLines((line) => console.log(line)));
  const worker = await stack.startWorker({ onError: (line) => console.log(`worker: ${line}`) });
  const board = await startBoard({
    connection: stack.settings,
    host: '127.0.0.1',
    port: await getPort({ port: 4050 }),
    uiUrl: stack.server.uiUrl,
  });
  return {
    ...stack,
    board,
    workerEnded: worker.ended,
    async [Symbol.asyncDispose]() {
      await board.close();
      await stack[Symbol.asyncDispose]();
    },
  };
}

function pointers({ server, board, connect, intake, codecUrl, variables }: Running): string {
  const exports = Object.entries(variables).map(([name, value]) => `  export ${name}=${value}`);
  const ringonce = `node ${relative(process.cwd(), cliPath)}`;
  return `
Board            ${board.url}  (calls, lines and trouble at a glance)
Temporal UI      ${server.uiUrl ?? ''}
Temporal         ${server.address}
Amazon Connect   ${connect.url}  (local: rings no real phone; ${connect.url}/_simulator/ledger lists the rings)
Contact events   ${intake.url}  (the local Amazon Connect posts them there: a call's end is known when it ends)
Encryption       payloads are encrypted with a key made just now; the UI has them decrypted at ${codecUrl}

In another shell:

${exports.join('\n')}

  ${ringonce} start-outbound-voice-contact --client-token order-4711 --cli-input-json file://examples/plain-call.json
  ${ringonce} show order-4711

To have contact events taken by a \`ringonce events\` of your own, or by any other receiver:

  RINGONCE_EVENTS_SECRET=${exampleSecret} ${ringonce} events --port 4020
  curl ${connect.url}/_simulator/settings --data '${JSON.stringify({ events: ownReceiver })}'

Ctrl-C ends everything. What Amazon Connect is asked (UTC):
`;
}
