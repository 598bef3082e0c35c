import { Command, InvalidArgumentError } from 'commander';
import Table from 'cli-table3';
import { listCalls, readToken, standings, type Standing } from '../../client/call/list-calls.js';
import type { ListedCall } from '../../client/call/listed-call.js';
import type { RingonceClient } from '../../client/index.js';
import { outcomes, type Outcome } from '../../contract/outcome.js';
import { e164 } from '../../contract/phone-number.js';
import { parseWith } from '../../contract/issues.js';
import { durationMs, instantMs } from '../../contract/time.js';
import { wholeNumber } from '../arguments.js';
import { clockOf, withClockOption, type Clock } from '../clock.js';
import { inspectionExitCodes, UsageError } from '../errors.js';
import { ringonceOf, withTemporalOptions, type TemporalOptions } from '../temporal-options.js';
import { note, print } from '../terminal.js';

const defaultLimit = 50;

interface ListCommandOptions extends TemporalOptions {
  readonly status?: readonly Standing[];
  readonly outcome?: Outcome;
  readonly needsAttention: boolean;
  readonly contactId?: string;
  readonly since?: Date;
  readonly to?: string;
  readonly limit: number;
  readonly pageToken?: Uint8Array;
  readonly json: boolean;
  readonly utc: boolean;
}

export function listCommand(): Command {
  return withClockOption(
    withTemporalOptions(
      new Command('list').description('List calls and follow-ups: whom they call, where they stand, how they ended'),
    ),
  )
    .option('--status <words>', `only those that are ${standings.join(', ')}; several with commas between`, statusWords)
    .option('--outcome <word>', `only those that ended so: ${outcomeNames.join(', ')}`, outcomeWord)
    .option('--needs-attention', 'only those where a person must act: invalid, refused, in doubt at the end', false)
    .option('--contact-id <id>', 'only the call with this contact in Amazon Connect')
    .option('--since <time>', 'only those started since then: an instant, or how long ago, such as 2h', sinceTime)
    .option('--to <number>', 'only those to this phone number, in E.164', phoneNumber)
    .option('--limit <number>', 'at most this many', wholeNumber(1, 1_000_000), defaultLimit)
    .option('--page-token <token>', 'go on where an earlier page ended, with the same filters', tokenOfPage)
    .option('--json', 'one JSON object per line, instants in UTC', false)
    .addHelpText('after', help)
    .action(async (options: ListCommandOptions) => {
      await using ringonce = await ringonceOf(options);
      const { calls, nextPageToken, unreadable, cause } = await pageOf(ringonce, options);
      if (options.json) for (const call of calls) print(JSON.stringify(call));
      else print(calls.length === 0 ? 'No call or follow-up found.' : asTable(calls, clockOf(options)));
      if (nextPageToken !== undefined) note(`There are more: --page-token ${nextPageToken}`);
      if (unreadable > 0) note(`${unreadable} that cannot be decrypted may be to that number too.`);
      if (cause !== undefined) throw cause;
      if (mayWaitForLine(options)) await tellWhatWaitsForLines(ringonce);
    });
}

const help = `
Those under way come first, then the latest end first. Temporal's list is a moment behind the calls. A call that ends
between two pages may be on both; one that was reset, or started again under its ID, has a line for each run.

--status dialling has those that wait for a line or for the dial rate too, ringing those where someone is talking;
calling is a follow-up whose attempt is under way, in-doubt also a call that ended in doubt.

--to compares the number with each request on record, and needs the key where requests are encrypted. It reads the
requests of calls whose masked number is alike, and of those without one: started before 0.6, or by another language
and not dialled yet. It does not find a call whose retention is over. The number itself is not printed.
${inspectionExitCodes}`;

const pageOf = ({ client }: RingonceClient, { limit, pageToken, ...options }: ListCommandOptions) =>
  listCalls(
    client,
    {
      standings: options.status,
      outcome: options.outcome,
      needsAttention: options.needsAttention,
      ContactId: options.contactId,
      startedSince: options.since,
      DestinationPhoneNumber: options.to,
    },
    { limit, pageToken },
  );

/** Such calls are in Temporal's list as DIALLING; how many there are the queue of their instance knows. */
const mayWaitForLine = ({ status, outcome, needsAttention, contactId, to, pageToken }: ListCommandOptions): boolean =>
  (status ?? ['waiting']).some((word) => word === 'waiting' || word === 'dialling' || word === 'running') &&
  [outcome, contactId, to, pageToken].every((filter) => filter === undefined) &&
  !needsAttention;

async function tellWhatWaitsForLines(ringonce: RingonceClient): Promise<void> {
  for (const { InstanceId, waiting } of (await ringonce.rates()).instances)
    if (waiting > 0)
      note(
        `About ${waiting} ${waiting === 1 ? 'call waits' : 'calls wait'} for a line of ${InstanceId}, or for its rate: ringonce lines ${InstanceId}`,
      );
}

function asTable(calls: readonly ListedCall[], clock: Clock): string {
  const table = new Table({ head: ['id', 'to', 'status', 'started'], style: { head: [], border: [], compact: true } });
  for (const { workflowId, destination, status, startedAt } of calls)
    table.push([workflowId, destination ?? '–', clock.text(status), clock.instant(startedAt)]);
  return table.toString();
}

const wordOf = (name: string): string => name.toLowerCase().replaceAll('_', '-');
const outcomeNames = outcomes.map(wordOf);

function statusWords(text: string): Standing[] {
  return text.split(',').map((word) => {
    const found = standings.find((standing) => standing === wordOf(word.trim()));
    if (found === undefined) throw new InvalidArgumentError(`It must be one of ${standings.join(', ')}.`);
    return found;
  });
}

function outcomeWord(text: string): Outcome {
  const found = outcomes.find((outcome) => wordOf(outcome) === wordOf(text.trim()));
  if (found === undefined) throw new InvalidArgumentError(`It must be one of ${outcomeNames.join(', ')}.`);
  return found;
}

function sinceTime(text: string): Date {
  const agoMs = durationMs(text.trim());
  const atMs = Number.isNaN(agoMs) ? instantMs(text.trim()) : Date.now() - agoMs;
  if (Number.isNaN(atMs))
    throw new InvalidArgumentError('It must be an instant with offset, such as 2026-03-02T17:00:00-08:00, or 2h, 7d.');
  return new Date(atMs);
}

function tokenOfPage(text: string): Uint8Array {
  const token = readToken(text);
  if (token === undefined) throw new InvalidArgumentError('It is none that "ringonce list" has printed.');
  return token;
}

/** commander quotes what it is given in its own errors. */
function phoneNumber(text: string): string {
  const parsed = parseWith(e164(), text.trim());
  if (!parsed.ok) throw new UsageError(`--to: ${parsed.issues.map(({ message }) => message).join('; ')}`);
  return text.trim();
}
