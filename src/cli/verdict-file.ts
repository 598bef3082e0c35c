import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { readlink, realpath, rename, rm, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { finished } from 'node:stream/promises';
import type { RowPlace, RowWarning } from '../batch/batch-row.js';
import type { Issue } from '../client/index.js';
import { errorCode } from './arguments.js';
import { UnsettledError, UsageError } from './errors.js';

/** The file of results: one line of JSON for each row. */
export interface VerdictFile {
  /** @throws UnsettledError when it cannot be written, for a full disk or a reader that has gone */
  write(verdict: Verdict): Promise<void>;
  /**
   * All that was written is there, under its name.
   * @throws UnsettledError when it is not
   */
  close(): Promise<void>;
  /** As if there had been no run: the results of the run before stay. */
  discard(): Promise<void>;
}

/** Of a start or of a dry run. */
export type Verdict = RowPlace &
  RowWarning & {
    readonly verdict: string;
    readonly issues?: readonly Issue[];
    readonly nothingRang?: true | undefined;
    readonly outcome?: string | undefined;
    readonly members?: readonly string[];
    readonly reason?: string;
  };

/** What tells one file from another, whatever its name. */
export interface FileIdentity {
  readonly dev: number;
  readonly ino: number;
}

/**
 * Writes beside the file and renames at the end: a run that is killed leaves the results of the run before as they were. What is no file,
 * such as a pipe, or is open already, such as `/dev/stdout`, is written to directly.
 *
 * @param path of the file; `-` is stdout
 * @param input where the rows come from
 * @throws UsageError when it cannot be written, or is the input
 */
export async function createVerdictFile(path: string, input?: FileIdentity): Promise<VerdictFile> {
  const nothing = () => Promise.resolve();
  if (path === '-') return { write: writingTo(process.stdout, 'stdout').write, close: nothing, discard: nothing };
  const existing = await stat(path).catch(() => undefined);
  if (existing?.isFile() === true && existing.dev === input?.dev && existing.ino === input.ino)
    throw new UsageError(`--output: ${path} is the file that the rows come from. Name another one`);
  const isReplaced = (existing?.isFile() ?? true) && !descriptors.test(resolve(path));
  // A link stays one, and what it points to is replaced.
  const replaced = await realpath(path).catch(() => linkTarget(path));
  // Two runs of one file at once are harmless to the calls, and must be so to the results.
  const written = isReplaced ? `${replaced}.${process.pid}.partial` : path;
  // Append: others may write to the same open file.
  const stream = createWriteStream(written, isReplaced ? { flush: true } : { flags: 'a' });
  await once(stream, 'open').catch((error: unknown) => {
    throw new UsageError(`--output: the file ${path} cannot be written (${errorCode(error)})`, { cause: error });
  });
  const { write, guard } = writingTo(stream, path);
  const removePartial = isReplaced ? () => rm(written, { force: true }) : nothing;
  const end = async (): Promise<void> => {
    stream.end();
    await finished(stream);
    if (isReplaced) await rename(written, replaced);
  };
  return {
    write,
    // Once it is renamed there is none.
    close: () => guard(end).finally(removePartial),
    discard: () => {
      stream.destroy();
      return removePartial();
    },
  };
}

/** Files that are open already, by the system's names for them. */
const descriptors = /^\/(?:dev\/(?:std(?:in|out|err)|fd\/\d+)|proc\/[^/]+\/fd\/\d+)$/;

/** Of a link to a file that is still to come; else the path itself. */
const linkTarget = (path: string): Promise<string> =>
  readlink(path).then(
    (target) => resolve(dirname(path), target),
    () => path,
  );

/** Errors of a stream come at any moment; the first one is kept for whoever writes next. */
function writingTo(stream: NodeJS.WritableStream, name: string) {
  let failure: UnsettledError | undefined;
  const failed = (error: unknown): UnsettledError =>
    (failure ??= new UnsettledError(
      `The results cannot be written to ${name} (${errorCode(error)}). Run it again with the same rows: nothing is started twice.`,
      { cause: error },
    ));
  stream.on('error', failed);
  const guard = async (work: () => Promise<void>): Promise<void> => {
    if (failure !== undefined) throw failure;
    await work().catch((error: unknown) => {
      throw failed(error);
    });
  };
  const write = (verdict: Verdict): Promise<void> =>
    guard(async () => {
      if (!stream.write(`${JSON.stringify(lineOf(verdict))}\n`)) await once(stream, 'drain');
    });
  return { guard, write };
}

/** With the ID under the name that the file of rows has for it. */
function lineOf({ row, line, workflowId, ...verdict }: Verdict): object {
  return {
    row,
    ...(line === undefined ? {} : { line }),
    ...(workflowId === undefined || mayTellNumber(workflowId, verdict) ? {} : { id: workflowId }),
    ...verdict,
  };
}

/**
 * IDs that were taken hold no phone number: that was checked. The ID of a row that was refused may hold one, and row and line say where it
 * is. Seven digits make a phone number, whatever separates them.
 */
function mayTellNumber(id: string, { verdict, issues = [] }: Omit<Verdict, 'row'>): boolean {
  if (verdict !== 'invalid') return false;
  const withoutSeparators = id.replace(/(?<=\d)[^\p{L}\d]{1,3}(?=\d)/gu, '');
  return /\d{7}/.test(withoutSeparators) || issues.some(({ member }) => member === 'workflowId');
}
