import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Simulator } from '../../../src/connect-simulator/index.js';
import { projectRoot } from '../../../src/dev/project-root.js';

export const parityFolder = join(projectRoot(), 'test', 'cli', 'parity');
/** The working folder of every command line. */
export const filesFolder = join(parityFolder, 'files');

/** A command line, and what AWS CLI 2.36.7 did with it at the local Connect. */
export interface Recorded extends Did {
  readonly n: number;
  readonly group: string;
  /** Behind the operation's name. `{TOKEN}`, `{ENDPOINT}` and `{SKELETON}` stand for what differs from run to run. */
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** What is piped in. */
  readonly stdin?: string;
  /** A command line that is run first. */
  readonly before?: readonly string[];
  readonly fault?: Parameters<Simulator['inject']>[0];
}

export interface Did {
  readonly exit: number;
  /** `ok`, `usage` (252), `configuration` (253), `general` (255), else the name of the service's error (254). */
  readonly class: string;
  /** What reached the service, generated tokens as `<uuid>`. */
  readonly body?: Readonly<Record<string, unknown>>;
  readonly requests: number;
  /** Of data, IDs as `<uuid>`. */
  readonly stdout?: string;
}

export const recorded: readonly Recorded[] = readFileSync(join(parityFolder, 'recorded.jsonl'), 'utf8')
  .trimEnd()
  .split('\n')
  .map((line) => JSON.parse(line) as Recorded);
