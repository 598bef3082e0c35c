// Finds calls and follow-ups in Temporal's list: by what their search attributes say and, for a phone number, by the input on record.
import { createHash } from 'node:crypto';
import type { Client } from '@temporalio/client';
import { maskPhoneNumber } from '../../contract/masking.js';
import type { Outcome } from '../../contract/outcome.js';
import { isPlainObject } from '../../contract/shapes.js';
import { DecryptionError } from '../../encryption/errors.js';
import { isGrpcStatus } from '../../temporal/grpc-status.js';
import { listRuns, type RecordedRun } from '../../temporal/recorded-run.js';
import { isCallOrFollowUp, quoted } from '../../temporal/visibility.js';
import { listedCall, type ListedCall } from './listed-call.js';
import { recordedInput } from './recorded-call.js';

/** Also while the workflow itself is paused, which is a status of its own. */
const running = 'CloseTime IS NULL';
const at = (phase: string): string => `(${running} AND CallPhase = '${phase}')`;

/** Where a call may stand, in a word, and which runs those are. A run that was ended from outside keeps its phase. */
const queries = {
  running,
  waiting: at('WAITING'),
  dialling: at('DIALLING'),
  ringing: at('FOLLOWING'),
  calling: at('CALLING'),
  paused: `(${at('PAUSED')} OR (${running} AND TemporalPauseInfo IS NOT NULL))`,
  'in-doubt': `(${at('IN_DOUBT')} OR CallOutcome = 'UNKNOWN')`,
  ended: `ExecutionStatus IN ('Completed', 'Canceled')`,
  failed: `ExecutionStatus = 'Failed'`,
  terminated: `ExecutionStatus = 'Terminated'`,
  'timed-out': `ExecutionStatus = 'TimedOut'`,
} as const;

export type Standing = keyof typeof queries;
export const standings = Object.keys(queries) as readonly Standing[];

/** All that is given must hold. */
export interface CallFilter {
  /** Any of these. */
  readonly standings?: readonly Standing[] | undefined;
  readonly outcome?: Outcome | undefined;
  readonly needsAttention?: boolean | undefined;
  readonly ContactId?: string | undefined;
  readonly startedSince?: Date | undefined;
  /** E.164. */
  readonly DestinationPhoneNumber?: string | undefined;
}

export interface CallPage {
  readonly calls: readonly ListedCall[];
  /** Where the next page begins; missing when this is the last. */
  readonly nextPageToken?: string;
  /** How many may match, and could not be read with the keys at hand. */
  readonly unreadable: number;
  /** Why the first of them could not. */
  readonly cause?: DecryptionError;
}

/**
 * A page of the calls and follow-ups that match: those under way first, then the latest end first; a moment behind the calls themselves.
 * Needs no worker and, without a phone number, no key. A call that ends between two pages may be on both, never on none.
 *
 * @throws NamespaceNotReadyError when the namespace is missing, or lacks ringonce's search attributes
 */
export async function listCalls(
  client: Client,
  filter: CallFilter,
  { limit, pageToken }: { readonly limit: number; readonly pageToken?: Uint8Array | undefined },
): Promise<CallPage> {
  const found = new Map<string, RecordedRun>();
  let token = pageToken;
  let unreadable = 0;
  let cause: DecryptionError | undefined;
  do {
    const pageSize = Math.min(limit - found.size, maxPageSize);
    const { runs, next } = await listRuns(client, queryOf(filter), { pageSize, token });
    for (const { run, is } of await judged(client, runs, filter.DestinationPhoneNumber)) {
      if (is === true) found.set(run.runId, run);
      if (!(is instanceof DecryptionError)) continue;
      unreadable++;
      cause ??= is;
    }
    token = next;
  } while (token !== undefined && found.size < limit);
  return {
    calls: [...found.values()].map(listedCall),
    ...(token === undefined ? {} : { nextPageToken: writtenToken(token) }),
    unreadable,
    ...(cause === undefined ? {} : { cause }),
  };
}

/** With a checksum: of a token that is not its own the server says that something went wrong, and to try again. */
const writtenToken = (token: Uint8Array): string =>
  `${Buffer.from(token).toString('base64url')}.${createHash('sha256').update(token).digest('base64url').slice(0, 6)}`;

/** A page token as it was written; undefined for anything else. */
export function readToken(text: string): Uint8Array | undefined {
  const token = Buffer.from(text.split('.')[0] ?? '', 'base64url');
  return writtenToken(token) === text ? token : undefined;
}

/** What Temporal gives at most. */
const maxPageSize = 1_000;

function queryOf(filter: CallFilter): string {
  const { standings, outcome, needsAttention, ContactId, startedSince, DestinationPhoneNumber } = filter;
  const conditions = [
    isCallOrFollowUp,
    standings && `(${standings.map((standing) => queries[standing]).join(' OR ')})`,
    outcome && `CallOutcome = ${quoted(outcome)}`,
    // Versions before 0.6 had no attribute of its own for it.
    needsAttention === true && `(CallNeedsAttention = true OR CallPhase = 'FAILED' OR CallOutcome = 'UNKNOWN')`,
    ContactId && `ConnectContactId = ${quoted(ContactId)}`,
    startedSince && `StartTime >= ${quoted(startedSince.toISOString())}`,
    // A call that another language has started says whom it calls when something is upserted for the first time.
    DestinationPhoneNumber && `(CallTo = ${quoted(maskPhoneNumber(DestinationPhoneNumber))} OR CallTo IS NULL)`,
  ];
  return conditions.filter((condition) => typeof condition === 'string' && condition !== '').join(' AND ');
}

interface Judged {
  readonly run: RecordedRun;
  /** Whether it matches, as far as its input can be read. */
  readonly is: boolean | DecryptionError;
}

const readAtOnce = 10;

/** A hundred numbers look alike when masked: the input on record decides. */
async function judged(client: Client, runs: readonly RecordedRun[], number: string | undefined): Promise<Judged[]> {
  if (number === undefined) return runs.map((run) => ({ run, is: true }));
  const all: Judged[] = [];
  for (let from = 0; from < runs.length; from += readAtOnce) {
    const some = runs.slice(from, from + readAtOnce);
    all.push(...(await Promise.all(some.map(async (run) => ({ run, is: await isTo(client, run, number) })))));
  }
  return all;
}

async function isTo(client: Client, { workflowId, runId }: RecordedRun, number: string) {
  try {
    const [request] = await recordedInput(client, { workflowId, runId });
    return isPlainObject(request) && request['DestinationPhoneNumber'] === number;
  } catch (error) {
    if (error instanceof DecryptionError) return error;
    // Its retention is over.
    if (isGrpcStatus(error, 'notFound')) return false;
    throw error;
  }
}
