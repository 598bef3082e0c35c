import { once } from 'node:events';
import { createWriteStream, type WriteStream } from 'node:fs';
import { rename } from 'node:fs/promises';
import { finished } from 'node:stream/promises';
import type { RowPlace } from '../client/batch-row.js';
import type { Issue } from '../client/index.js';
import { UsageError } from './errors.js';

/** Where the verdicts go: one line of JSON a row. */
export interface VerdictFile {
  write(verdict: Verdict): Promise<void>;
  /** All that was written is there, under its name. */
  close(): Promise<void>;
}

/** Of a start or of a dry run. */
export type Verdict = RowPlace & { readonly verdict: string; readonly issues?: readonly Issue[] };

/**
 * Writes beside the file and renames at the end: a run that is killed leaves the verdicts of the run before it as they were.
 *
 * @param path of the file; `-` is stdout
 */
export async function createVerdictFile(path: string): Promise<VerdictFile> {
  if (path === '-') return { write: (verdict) => writeTo(process.stdout, verdict), close: () => Promise.resolve() };
  // Two runs at once over one file are harmless to the calls, and shall be so to the verdicts.
  const partial = `${path}.${process.pid}.partial`;
  const stream: WriteStream = createWriteStream(partial, { flush: true });
  await once(stream, 'open').catch((error: unknown) => {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown reason';
    throw new UsageError(`--output: the file ${path} cannot be written (${code})`, { cause: error });
  });
  return {
    write: (verdict) => writeTo(stream, verdict),
    close: async () => {
      stream.end();
      await finished(stream);
      await rename(partial, path);
    },
  };
}

async function writeTo(stream: NodeJS.WritableStream, verdict: Verdict): Promise<void> {
  if (!stream.write(`${JSON.stringify(lineOf(verdict))}\n`)) await once(stream, 'drain');
}

/** In the file's words: the ID as it calls it. */
function lineOf({ row, line, workflowId, ...verdict }: Verdict): object {
  return {
    row,
    ...(line === undefined ? {} : { line }),
    ...(workflowId === undefined || mayTellNumber(workflowId, verdict) ? {} : { id: workflowId }),
    ...verdict,
  };
}

/**
 * IDs that were taken hold no phone number: that was checked. The ID of a row that was refused may have one; row and line tell where it
 * is. Seven digits make a phone number, whatever separates them.
 */
function mayTellNumber(id: string, { verdict, issues = [] }: Omit<Verdict, 'row'>): boolean {
  if (verdict !== 'invalid') return false;
  const withoutSeparators = id.replace(/(?<=\d)[^\p{L}\d]{1,3}(?=\d)/gu, '');
  return /\d{7}/.test(withoutSeparators) || issues.some(({ member }) => member === 'workflowId');
}
