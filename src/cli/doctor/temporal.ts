import type { Client, Connection } from '@temporalio/client';
import { maxIdBytes, searchAttributes, taskQueues } from '../../contract/names.js';
import { roughDuration } from '../../contract/rough-duration.js';
import { isGrpcStatus } from '../../temporal/grpc-status.js';
import { takesLongestIds } from '../../temporal/id-length.js';
import { inDays, inspectNamespace, minRetentionMs, type NamespaceState } from '../../temporal/namespace.js';
import { defaultDialsPerSecond, defaultQueriesPerSecond, readRates } from '../../temporal/rates.js';
import { serverAheadMs } from '../../temporal/server-clock.js';
import { setRetention } from '../../temporal/set-up-namespace.js';
import { readPollers, type QueueRate } from '../../temporal/task-queue.js';
import { compareKeysWithWorkers } from '../../temporal/workers-keys.js';
import { broken, brokenBy, ok, unknown, warning, type Finding } from './finding.js';

/** The server, as `connectTemporal` has found it. */
export async function serverFinding({ workflowService }: Connection, address: string): Promise<Finding> {
  const { serverVersion } = await workflowService.getSystemInfo({});
  return ok('Temporal', `server ${serverVersion} at ${address}`);
}

/** The namespace, and undefined instead of its state when it cannot be read. */
export async function namespaceFinding(
  connection: Connection,
  namespace: string,
): Promise<readonly [Finding, NamespaceState | undefined]> {
  try {
    const state = await inspectNamespace(connection, namespace);
    return [ok('namespace', namespace), state];
  } catch (error) {
    return [brokenBy('namespace', error), undefined];
  }
}

const minDays = minRetentionMs / 86_400_000;

/** @param isToBeFixed raise it to the least that calls need */
export async function retentionFinding(
  connection: Connection,
  namespace: string,
  { retentionDays, isToBeFixed }: { readonly retentionDays: number; readonly isToBeFixed: boolean },
): Promise<Finding> {
  const keeps = `the namespace keeps closed calls for ${inDays(retentionDays)}`;
  if (retentionDays >= minDays) return ok('retention', keeps);
  const says = `${keeps}, and Amazon Connect remembers a client token for ${minDays}: an ID could be dialled twice`;
  if (!isToBeFixed)
    return broken('retention', says, `Run \`ringonce doctor --fix\`, or \`ringonce setup --retention ${minDays}d\`.`);
  try {
    await setRetention(connection, namespace, minDays);
    return ok('retention', `set to ${inDays(minDays)}, it was ${inDays(retentionDays)}`);
  } catch (error) {
    return broken('retention', (error as Error).message, 'Ask an administrator of the namespace to set it.');
  }
}

export async function searchAttributesFinding({ workflow }: Client, missing: readonly string[]): Promise<Finding> {
  const check = 'search attributes';
  if (missing.length > 0)
    return broken(check, `the namespace lacks ${missing.join(', ')}`, 'Run `ringonce setup` once.');
  const names = Object.keys(searchAttributes);
  try {
    await workflow.count(names.map((name) => `${name} IS NOT NULL`).join(' OR '));
    return ok(check, `all ${names.length} are registered`);
  } catch {
    return broken(check, 'they are registered, but not usable yet', 'Wait a minute, or run `ringonce setup` again.');
  }
}

export async function longIdsFinding(connection: Connection, namespace: string): Promise<Finding> {
  const check = 'length of IDs';
  return (await takesLongestIds(connection, namespace))
    ? ok(check, `the server takes IDs of ${maxIdBytes.call} bytes`)
    : broken(
        check,
        `the server refuses IDs of ${maxIdBytes.call} bytes, which calls may have`,
        `Set limit.maxIDLength of the server's dynamic configuration to ${maxIdBytes.call} or more.`,
      );
}

export async function ratesFindings(connection: Connection, namespace: string): Promise<Finding[]> {
  const { dials, queries } = await readRates(connection, namespace);
  return [
    rateFinding('rate of dials', dials, { otherwise: defaultDialsPerSecond, option: '--rate' }),
    rateFinding('rate of queries', queries, { otherwise: defaultQueriesPerSecond, option: '--queries-rate' }),
  ];
}

function rateFinding(
  check: string,
  { taskQueue, perSecond, waiting, setBy }: QueueRate,
  { otherwise, option }: { readonly otherwise: number; readonly option: string },
): Finding {
  if (perSecond === undefined)
    return warning(
      check,
      `the server has none for ${taskQueue}, so the workers' default counts: ${otherwise} a second`,
      'Run `ringonce setup`, which sets it for all workers together.',
    );
  if (perSecond === 0)
    return broken(
      check,
      `0 a second: ${taskQueue} stands still`,
      `Set one above 0: \`ringonce rates ${option} ${otherwise}\`.`,
    );
  const waits = waiting === 0 ? '' : `, ${waiting} waiting`;
  return ok(check, `${perSecond} a second, set by ${setBy ?? 'someone'}${waits}`);
}

/** A worker that has just failed to answer has asked for its next task since. */
const justPolledMs = 15_000;

/**
 * @param client with the keys of this process
 * @param mine.serverNowMs epoch milliseconds on the server's clock
 */
export async function keysFinding(
  client: Client,
  { keyIds, serverNowMs }: { readonly keyIds: readonly string[]; readonly serverNowMs: () => number },
): Promise<Finding> {
  const check = 'encryption keys';
  const comparison = await compareKeysWithWorkers(client);
  switch (comparison.is) {
    case 'same':
      return keyIds.length === 0
        ? warning(
            check,
            'the workers have none, nor has this process: payloads are stored in clear',
            'Set RINGONCE_ENCRYPTION_KEYS for workers and clients alike: docs/encryption.md.',
          )
        : ok(check, `the workers have them too: ${keyIds.join(', ')}`);
    case 'different':
      return broken(
        check,
        comparison.why,
        'Give every client and worker the same RINGONCE_ENCRYPTION_KEYS: docs/encryption.md.',
      );
    case 'unknown':
      if (comparison.why === 'no-call') return unknown(check, 'no call yet to compare with');
      return (await justPolled(client, serverNowMs()))
        ? warning(
            check,
            `workers poll ${taskQueues.calls} and none has answered: they seem to lack the key of the calls`,
            'See their logs, and give every client and worker the same RINGONCE_ENCRYPTION_KEYS: docs/encryption.md.',
          )
        : unknown(check, 'no worker has answered, so they could not be compared');
  }
}

async function justPolled({ connection, options: { namespace } }: Client, serverNowMs: number): Promise<boolean> {
  const pollers = await readPollers(connection, namespace, {
    taskQueue: taskQueues.calls,
    kind: 'workflows',
    serverNowMs,
  });
  return pollers.some(({ lastSeen }) => serverNowMs - lastSeen.getTime() <= justPolledMs);
}

/** A clock that is synchronised is never so wrong. */
const clockWarningMs = 2_000;
/** Calls would ring outside their hours; from 5 minutes on AWS refuses signatures. */
const clockBrokenMs = 30_000;

const setClock = 'Synchronise the clock of this machine, and of the machines of the workers (NTP).';

/** @param aheadMs by how much the other clock is ahead of this machine's */
export function clockFinding(check: string, whose: string, aheadMs: number): Finding {
  if (Math.abs(aheadMs) < clockWarningMs) return ok(check, `agrees with ${whose} to within ${clockWarningMs / 1000} s`);
  const says = `this machine's clock is ${roughDuration(aheadMs)} ${aheadMs > 0 ? 'behind' : 'ahead of'} ${whose}`;
  return (Math.abs(aheadMs) < clockBrokenMs ? warning : broken)(check, says, setClock);
}

/** Its clock is that of those who decide when something is due. */
export async function temporalClockFinding(
  connection: Connection,
  namespace: string,
): Promise<readonly [Finding, number]> {
  const check = 'clock of Temporal';
  try {
    const aheadMs = await serverAheadMs(connection, namespace);
    if (aheadMs !== undefined) return [clockFinding(check, "the Temporal server's", aheadMs), aheadMs];
  } catch (error) {
    // Temporal Cloud lets a reader's key poll nothing.
    if (!isGrpcStatus(error, 'permissionDenied')) throw error;
  }
  return [unknown(check, 'the server does not tell its time'), 0];
}
