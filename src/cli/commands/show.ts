import { Command } from 'commander';
import type { RingonceClient } from '../../client/index.js';
import { whyNoAnswer } from '../../client/why-no-answer.js';
import { taskQueues } from '../../contract/index.js';
import { untilEnd } from '../../temporal/run-end.js';
import { asJson, inWords } from '../call-in-words.js';
import { callStatus, type CallStatus } from '../call-status.js';
import { clockOf, withClockOption } from '../clock.js';
import { inspectionExitCodes, RecordedOnlyError } from '../errors.js';
import { ringonceOf, withTemporalOptions, type TemporalOptions } from '../temporal-options.js';
import { note, onInterrupt, print } from '../terminal.js';

interface ShowOptions extends TemporalOptions {
  readonly json: boolean;
  readonly watch: boolean;
  readonly utc: boolean;
}

export function showCommand(): Command {
  return withClockOption(
    withTemporalOptions(
      new Command('show')
        .description('Show where a call or follow-up stands: attempts, last answer, next try, outcome, what to do')
        .argument('<id>', 'workflow ID'),
    ),
  )
    .option('--watch', 'show it again whenever it changes, until it ends', false)
    .option('--json', 'as JSON, instants in UTC; with --watch one object a line', false)
    .addHelpText('after', inspectionExitCodes)
    .action(async (id: string, options: ShowOptions) => {
      await using ringonce = await ringonceOf(options);
      const status = options.watch ? await watched(ringonce, id, options) : await callStatus(ringonce, id);
      if (!options.watch) print(rendered(status, options));
      await requireAnswer(ringonce, status);
    });
}

function rendered(status: CallStatus, { json, watch, utc }: ShowOptions): string {
  return json ? JSON.stringify(asJson(status), undefined, watch ? 0 : 2) : inWords(status, clockOf({ utc }));
}

/** After what is known was printed: what is missing, as an error. */
async function requireAnswer({ client }: RingonceClient, status: CallStatus): Promise<void> {
  const { workflowId, undecryptable, goesOn, taskQueue, call, followUp } = status;
  if (undecryptable !== undefined) throw undecryptable;
  if (call !== undefined || followUp !== undefined) return;
  if (goesOn)
    throw new RecordedOnlyError(
      taskQueue !== taskQueues.calls,
      `No worker answered: this is what Temporal has recorded. ${await whyNoAnswer(client, workflowId)}`,
    );
  note('No worker answered: only its timeline is missing.');
}

/** Between two glances at a call that goes on. Temporal tells its end at once. */
const refreshMs = 2_000;

async function watched(ringonce: RingonceClient, id: string, options: ShowOptions): Promise<CallStatus> {
  onInterrupt(`It goes on. To watch it again run ringonce show ${id} --watch`);
  const isTerminal = process.stdout.isTTY && !options.json;
  let shown: string | undefined;
  for (;;) {
    const status = await callStatus(ringonce, id);
    const now = rendered(status, options);
    if (now !== shown) {
      // Over the one before, on a terminal; else below it.
      print(isTerminal ? `\x1b[2J\x1b[H${now}` : `${shown === undefined || options.json ? '' : '\n'}${now}`);
      shown = now;
    }
    if (!status.goesOn) return status;
    await untilEndOr(ringonce, status, refreshMs);
  }
}

/** Until it has ended, or so long. */
async function untilEndOr({ client }: RingonceClient, { listed }: CallStatus, ms: number): Promise<void> {
  const pause = new AbortController();
  const time = new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, ms);
    pause.signal.addEventListener('abort', () => clearTimeout(timer));
  });
  const ended = client.withAbortSignal(pause.signal, () => untilEnd(client, listed, { followRuns: false }));
  // What stands in the way of the answer stands in the way of the next glance too, which tells it.
  await Promise.race([time, ended.catch(() => time)]);
  pause.abort();
}
