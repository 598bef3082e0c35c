import { readFileSync } from 'node:fs';
import { errorCode } from './arguments.js';
import { UsageError } from './errors.js';

/**
 * The token of a server that asks for one: what its variable holds, or the file of `--token-file`; empty where there is neither.
 * @throws UsageError when both are given, or the file holds none
 */
export function tokenOf(tokenFile: string | undefined, variable: string): string {
  const inEnvironment = process.env[variable]?.trim() ?? '';
  if (tokenFile === undefined) return inEnvironment;
  if (inEnvironment !== '') throw new UsageError(`--token-file and ${variable} are both given: choose one.`);
  let token: string;
  try {
    token = readFileSync(tokenFile, 'utf8').trim();
  } catch (error) {
    throw new UsageError(`--token-file: the file ${tokenFile} cannot be read (${errorCode(error)})`, { cause: error });
  }
  if (token === '') throw new UsageError(`--token-file: the file ${tokenFile} is empty`);
  return token;
}
