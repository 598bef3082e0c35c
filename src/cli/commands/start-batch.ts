import { fstatSync } from 'node:fs';
import { open } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { Command, InvalidArgumentError } from 'commander';
import { isTaken, type BatchRow, type UnreadableRow } from '../../batch/batch-row.js';
import { checkRow } from '../../client/preview.js';
import { judgeRows } from '../../batch/judge-rows.js';
import { defaultBatchConcurrency } from '../../batch/start-batch.js';
import { BatchFileError } from '../../batch/file/row-draft.js';
import { formatOfName, readBatch, type BatchFormat } from '../../batch/file/read-batch.js';
import { errorCode, wholeNumber } from '../arguments.js';
import { commonMembersOf, withCommonMembers, type CommonArguments } from '../batch-common.js';
import { createBatchReasons, rowsRead, startBatchProgress } from '../batch-report.js';
import { InterruptedError, UnsettledError, UsageError } from '../errors.js';
import { requestMembers } from '../aws/shapes.js';
import { ringonceOf, withTemporalOptions, type TemporalOptions } from '../temporal-options.js';
import { note, print, untilSignal } from '../terminal.js';
import { createVerdictFile, type FileIdentity, type Verdict } from '../verdict-file.js';

export function startBatchCommand(): Command {
  const command = new Command('start-batch')
    .description('Start a call, or a follow-up, for each row of a file. Run again, it starts nothing twice')
    .argument('<file>', '.jsonl or .ndjson (JSON Lines), .csv, or - for stdin')
    .option('--format <csv|jsonl>', 'format of the file, if its name does not say it', formatOf)
    .option('--id-column <name>', 'column of a CSV file that holds the workflow IDs', 'id')
    .option(
      '--output <file>',
      'file for the results, a line of JSON for each row; - is stdout (default: <file>.verdicts.jsonl, of a dry run <file>.dry-run.jsonl)',
    )
    .option(
      '--concurrency <number>',
      `rows started at the same time (default: ${defaultBatchConcurrency})`,
      wholeNumber(1, 99_999),
    )
    .option('--dry-run', 'only check the rows: start nothing, and ask no server', false);
  return withTemporalOptions(withCommonMembers(command)).addHelpText('after', help).action(runBatch);
}

const help = `
A row of JSON Lines:  {"id": "order-4711", "request": {"DestinationPhoneNumber": "…"}, "options": {"priority": 1}}
                      A row with "plan" instead of "options" is a follow-up.
Columns of CSV:       id, members of the request (DestinationPhoneNumber, …), Attributes.<key>, notBefore, expiresAt,
                      expiresAfter, callingHours, timeZone, priority, fairnessKey, fairnessWeight, lines, resendWindow,
                      maxCallLength, lookInterval; for calls tracking, for follow-ups maxAttempts. An empty cell counts
                      as left out.
Options of the command line are for all rows. A row overrides them, member by member.

Example:
  $ ringonce start-batch examples/batch.csv --contact-flow-id … --instance-id … --source-phone-number …

Results of rows: started, in-progress, finished (found again, with the same request), invalid, conflict (the ID stands for another
request), failed. A finished row with nothingRang was refused, cancelled or too late, and is not started again: correct its
request, or give it a new ID. A row has a warning if an earlier row has its number under another ID: the person may be called twice.
Ctrl-C starts no further row and lets those in progress end. However the batch ended, you can run it again within the namespace's
retention. Later, calls that have ended are not found any more, and their rows would be started again.

Files are UTF-8, with or without a byte order mark, or UTF-16 with one.

Exit codes: 0 every row started or found, 1 not every one, or the batch stopped, 2 wrong usage, 130 interrupted`;

interface Options extends TemporalOptions, CommonArguments {
  readonly format?: BatchFormat;
  readonly idColumn: string;
  readonly output?: string;
  readonly concurrency?: number;
  readonly dryRun: boolean;
}

async function runBatch(file: string, options: Options): Promise<void> {
  const format = options.format ?? formatOfName(file);
  if (format === undefined)
    throw new UsageError('--format: give csv or jsonl. The name of the file does not say which it is');
  if (requestMembers.includes(options.idColumn) && options.idColumn !== 'ClientToken')
    throw new UsageError(
      `--id-column: ${options.idColumn} is part of the request. IDs are never encrypted, and are written to the results`,
    );
  const output = outputOf(file, options);
  const common = await commonMembersOf(options);
  const { input, identity, bytes } = await openInput(file);
  const read = await readBatch(input, { format, idColumn: options.idColumn, common }).catch(asUsageError);
  const { rows, tell, bytesTold, wereAll } = rowsRead(read);

  const interruption = new AbortController();
  await using started = await startingOf(rows, options, interruption.signal);
  const verdicts = await createVerdictFile(output, identity);
  const asLines = output === '-' && process.stdout.isTTY;
  const progress = startBatchProgress({
    bytes,
    // Blank lines at the end of the file belong to no row.
    bytesJudged: () => (wereAll(progress.rows) ? (bytes ?? 0) : bytesTold()),
    asLines,
  });
  void untilSignal().then(() => {
    progress.goOnInLines();
    note('Starting no further rows; those in progress end. Ctrl-C again ends at once.');
    interruption.abort();
  });

  const reasons = createBatchReasons();
  let notTaken = 0;
  const failure = await failureOf(async () => {
    for await (const verdict of started.verdicts) {
      await verdicts.write(verdict);
      tell(verdict.row);
      reasons.count(verdict);
      progress.count(verdict.nothingRang === true ? 'finished without a ring' : verdict.verdict);
      if (!isTaken(verdict.verdict) && verdict.verdict !== 'valid') notTaken++;
    }
  });
  progress[Symbol.dispose]();
  const isInterrupted = interruption.signal.aborted && !wereAll(progress.rows);
  // Without any result, those of the run before are kept.
  const isKept = progress.rows > 0 || (failure === undefined && !isInterrupted);
  const notKept = await failureOf(() => (isKept ? verdicts.close() : verdicts.discard()));
  const isFile = isKept && notKept === undefined && output !== '-';
  const summary = `${progress.inWords()}${isFile ? `; results in ${output}` : ''}`;
  (output === '-' ? note : print)([summary, ...reasons.lines()].join('\n'));
  if (failure !== undefined) throw failure.error;
  if (notKept !== undefined) throw notKept.error;
  if (isInterrupted) throw new InterruptedError('Interrupted. Run it again for the other rows.');
  if (notTaken > 0) throw new UnsettledError(`Not every row was ${options.dryRun ? 'valid' : 'taken'}.`);
}

function outputOf(file: string, { output, dryRun }: Options): string {
  if (output === undefined) return file === '-' ? '-' : `${file}.${dryRun ? 'dry-run' : 'verdicts'}.jsonl`;
  if (['/dev/stderr', '/dev/fd/2', '/proc/self/fd/2'].includes(output))
    throw new UsageError('--output: the progress goes to stderr. Name a file, or - for stdout');
  // Opened again, it would have a position of its own in the file behind it, and overwrite what else is printed.
  return ['/dev/stdout', '/dev/fd/1', '/proc/self/fd/1'].includes(output) ? '-' : output;
}

/** The error of some work, so that the rest is done before it is thrown. */
async function failureOf(work: () => Promise<void>): Promise<{ readonly error: unknown } | undefined> {
  try {
    await work();
    return undefined;
  } catch (error) {
    return { error };
  }
}

/** The results of starts, or of checks only. */
async function startingOf(
  rows: AsyncIterable<BatchRow | UnreadableRow>,
  options: Options,
  signal: AbortSignal,
): Promise<AsyncDisposable & { readonly verdicts: AsyncIterable<Verdict> }> {
  const concurrency = options.concurrency ?? defaultBatchConcurrency;
  if (options.dryRun)
    return {
      verdicts: judgeRows(rows, { judge: checkRow, concurrency, signal }),
      [Symbol.asyncDispose]: () => Promise.resolve(),
    };
  const ringonce = await ringonceOf(options);
  return {
    verdicts: ringonce.startBatch(rows, { concurrency, signal }),
    [Symbol.asyncDispose]: () => ringonce.close(),
  };
}

interface Input {
  readonly input: Readable;
  readonly identity: FileIdentity;
  /** Of a file; undefined for a pipe, whose length nobody knows. */
  readonly bytes: number | undefined;
}

async function openInput(file: string): Promise<Input> {
  if (file === '-') return { input: process.stdin, identity: fstatSync(process.stdin.fd), bytes: undefined };
  try {
    const handle = await open(file);
    const stats = await handle.stat();
    if (stats.isDirectory()) {
      await handle.close();
      throw new UsageError(`${file} is a folder. Name one file.`);
    }
    const input = handle.createReadStream();
    return { input, identity: stats, bytes: stats.isFile() ? stats.size : undefined };
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(`The file ${file} cannot be read (${errorCode(error)}).`, { cause: error });
  }
}

/** Before the first row it is the command line that is wrong, or that does not fit the file. */
function asUsageError(error: unknown): never {
  throw error instanceof BatchFileError ? new UsageError(error.message, { cause: error }) : error;
}

function formatOf(text: string): BatchFormat {
  if (text === 'csv' || text === 'jsonl') return text;
  throw new InvalidArgumentError('It must be csv or jsonl.');
}
