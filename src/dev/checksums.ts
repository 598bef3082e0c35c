import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Compares the files of a directory with a list in the format of `sha256sum`: the same files, each with its sum.
 *
 * @throws Error that names every file that is missing, not listed or different.
 */
export async function verifyChecksums(directory: string, checksumsFile: string): Promise<void> {
  const expected = parseChecksums(await readFile(checksumsFile, 'utf8'));
  const present = new Set(await readdir(directory));
  const problems = [...present].filter((file) => !expected.has(file)).map((file) => `${file} is not listed`);
  for (const [file, sum] of expected) {
    if (!present.has(file)) problems.push(`${file} is missing`);
    else if ((await sha256(join(directory, file))) !== sum) problems.push(`${file} differs`);
  }
  if (problems.length > 0) throw new Error(`the files do not match ${checksumsFile}: ${problems.join(', ')}`);
}

function parseChecksums(text: string): Map<string, string> {
  const lines = text.split('\n').filter((line) => line !== '');
  return new Map(
    lines.map((line) => {
      const [, sum, file] = /^([0-9a-f]{64}) [ *](.+)$/.exec(line) ?? [];
      if (sum === undefined || file === undefined) throw new Error(`not a line of sha256sum: ${line}`);
      return [file, sum];
    }),
  );
}

async function sha256(path: string): Promise<string> {
  return createHash('sha256')
    .update(await readFile(path))
    .digest('hex');
}
