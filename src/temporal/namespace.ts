import type { Connection } from '@temporalio/client';
import proto from '@temporalio/proto';
import { msToTs } from '@temporalio/common/lib/time.js';
import { searchAttributes } from '../contract/names.js';
import { connectTemporal, requireConnectionSettings, type ConnectionSettings } from './connection-settings.js';
import { NamespaceNotReadyError } from './errors.js';
import { readCommonPace, setMissingRates, setPace, type QueueRates } from './rates.js';

const { IndexedValueType } = proto.temporal.api.enums.v1;

/** A call's ID must be remembered as long as Amazon Connect remembers it as a token. */
const minRetentionDays = 7;
const daySeconds = 24 * 3600;
export const minRetentionMs = minRetentionDays * daySeconds * 1000;

export interface NamespaceState {
  readonly retentionDays: number;
  readonly missingSearchAttributes: readonly SearchAttributeName[];
}

type SearchAttributeName = keyof typeof searchAttributes;

const indexedValueTypes = {
  KEYWORD: IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD,
  DATETIME: IndexedValueType.INDEXED_VALUE_TYPE_DATETIME,
  INT: IndexedValueType.INDEXED_VALUE_TYPE_INT,
} as const;

/**
 * Looks at a namespace.
 * @throws NamespaceNotReadyError when it does not exist, or is not to be read with these credentials
 */
export async function inspectNamespace(connection: Connection, namespace: string): Promise<NamespaceState> {
  try {
    const { config } = await connection.workflowService.describeNamespace({ namespace });
    const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace });
    return {
      retentionDays: Number(config?.workflowExecutionRetentionTtl?.seconds ?? 0) / daySeconds,
      missingSearchAttributes: (Object.keys(searchAttributes) as SearchAttributeName[]).filter(
        (name) => !(name in customAttributes),
      ),
    };
  } catch (error) {
    const why = error instanceof Error && /not ?found/i.test(error.message) ? 'does not exist' : 'cannot be read';
    throw new NamespaceNotReadyError(
      `Namespace ${namespace} ${why}: create it (temporal operator namespace create --retention ${minRetentionDays}d ${namespace}) or set TEMPORAL_NAMESPACE.`,
      { cause: error },
    );
  }
}

/** @throws NamespaceNotReadyError saying what to do, unless calls can run here */
export async function requireNamespace(connection: Connection, namespace: string): Promise<void> {
  const { retentionDays, missingSearchAttributes } = await inspectNamespace(connection, namespace);
  requireRetention(namespace, retentionDays);
  if (missingSearchAttributes.length === 0) return;
  throw new NamespaceNotReadyError(
    `Namespace ${namespace} lacks the search attributes ${missingSearchAttributes.join(', ')}: run \`ringonce setup\` once.`,
  );
}

/**
 * Checks that the namespace is ready for calls, over a connection of its own.
 * @throws TemporalUnreachableError, NamespaceNotReadyError
 */
export async function requireReadyNamespace(settings: ConnectionSettings): Promise<void> {
  requireConnectionSettings(settings);
  const connection = await connectTemporal(settings);
  try {
    await requireNamespace(connection, settings.namespace);
  } finally {
    await connection.close();
  }
}

/** What {@link setUpNamespace} did or found, in words. */
export type SetupStep = string;

function requireRetention(namespace: string, retentionDays: number): void {
  if (retentionDays >= minRetentionDays) return;
  throw new NamespaceNotReadyError(
    `Namespace ${namespace} keeps closed calls for ${inDays(retentionDays)}; at least ${minRetentionDays} are needed, as long as Amazon Connect remembers a client token: run \`ringonce setup --retention ${minRetentionDays}d\`.`,
  );
}

const inDays = (days: number): string => `${Math.round(days * 100) / 100} ${days === 1 ? 'day' : 'days'}`;

export interface SetupOptions extends QueueRates {
  /** How long the namespace is to keep closed calls, at least {@link minRetentionMs}. Default: as it is. */
  readonly retentionMs?: number;
}

/**
 * Registers the search attributes, sets the queues' rates and the retention, or checks it. Running it again changes nothing: a rate that
 * is set already, by whomever, is left as it is unless the options say otherwise.
 *
 * @param options default: the retention as it is; the rates in force, else 2 dials and 7 looks a second
 * @throws NamespaceNotReadyError when the namespace is missing, or forgets a call sooner than Amazon Connect forgets its token
 */
export async function setUpNamespace(
  connection: Connection,
  namespace: string,
  { retentionMs, ...rates }: SetupOptions = {},
): Promise<SetupStep[]> {
  const { retentionDays, missingSearchAttributes } = await inspectNamespace(connection, namespace);
  const wantedDays = retentionMs === undefined ? retentionDays : retentionMs / 1000 / daySeconds;
  requireRetention(namespace, wantedDays);
  if (wantedDays !== retentionDays) await setRetention(connection, namespace, wantedDays);
  const steps: SetupStep[] = [];
  if (missingSearchAttributes.length > 0) {
    await connection.operatorService.addSearchAttributes({
      namespace,
      searchAttributes: Object.fromEntries(
        missingSearchAttributes.map((name) => [name, indexedValueTypes[searchAttributes[name]]]),
      ),
    });
  }
  steps.push(
    missingSearchAttributes.length > 0
      ? `registered search attributes ${missingSearchAttributes.join(', ')}`
      : 'search attributes are registered',
  );
  steps.push(...(await setUpPace(connection, namespace, rates)));
  const change = wantedDays === retentionDays ? '' : `, it was ${inDays(retentionDays)}`;
  steps.push(`retention is ${inDays(wantedDays)}${change}`);
  return steps;
}

async function setRetention(connection: Connection, namespace: string, days: number): Promise<void> {
  const workflowExecutionRetentionTtl = msToTs(days * daySeconds * 1000);
  try {
    await connection.workflowService.updateNamespace({ namespace, config: { workflowExecutionRetentionTtl } });
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new NamespaceNotReadyError(
      `The retention of namespace ${namespace} could not be set to ${inDays(days)}: ${why}. On Temporal Cloud it is set in the namespace's own settings.`,
      { cause: error },
    );
  }
}

async function setUpPace(
  connection: Connection,
  namespace: string,
  { dialsPerSecond, looksPerSecond }: QueueRates,
): Promise<SetupStep[]> {
  if (dialsPerSecond !== undefined || looksPerSecond !== undefined)
    await setPace(connection, namespace, { dialsPerSecond, looksPerSecond, identity: 'ringonce setup' });
  await setMissingRates(connection, namespace, 'ringonce setup');
  const { dials, looks } = await readCommonPace(connection, namespace);
  return [
    `task queue ${dials.taskQueue} dials at most ${dials.perSecond} a second`,
    `task queue ${looks.taskQueue} looks at most ${looks.perSecond} times a second`,
  ];
}
