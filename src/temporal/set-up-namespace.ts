import type { Connection } from '@temporalio/client';
import { msToTs } from '@temporalio/common/lib/time.js';
import proto from '@temporalio/proto';
import { searchAttributes } from '../contract/names.js';
import { NamespaceNotReadyError } from './errors.js';
import { daySeconds, inDays, inspectNamespace, requireRetention } from './namespace.js';
import { readCommonRates, setMissingRates, setRates, type QueueRates } from './rates.js';

const { IndexedValueType } = proto.temporal.api.enums.v1;

const indexedValueTypes = {
  KEYWORD: IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD,
  DATETIME: IndexedValueType.INDEXED_VALUE_TYPE_DATETIME,
  INT: IndexedValueType.INDEXED_VALUE_TYPE_INT,
  BOOL: IndexedValueType.INDEXED_VALUE_TYPE_BOOL,
} as const;

export interface SetupOptions extends QueueRates {
  /** How long the namespace is to keep closed calls, at least {@link minRetentionMs}. Default: as it is. */
  readonly retentionMs?: number;
}

/**
 * Registers the search attributes, and sets rates and retention. Running it again changes nothing: a rate that is set already stays as it
 * is, unless the options say otherwise.
 *
 * @param options default: the retention as it is; the rates in force, else 2 dials and 7 queries a second
 * @returns what it did or found, in words
 * @throws NamespaceNotReadyError when the namespace is missing, or forgets a call sooner than Amazon Connect forgets its token
 */
export async function setUpNamespace(
  connection: Connection,
  namespace: string,
  { retentionMs, ...rates }: SetupOptions = {},
): Promise<string[]> {
  const { retentionDays, missingSearchAttributes } = await inspectNamespace(connection, namespace);
  const wantedDays = retentionMs === undefined ? retentionDays : retentionMs / 1000 / daySeconds;
  requireRetention(namespace, wantedDays);
  if (wantedDays !== retentionDays) await setRetention(connection, namespace, wantedDays);
  const steps: string[] = [];
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
  steps.push(...(await setUpRates(connection, namespace, rates)));
  const change = wantedDays === retentionDays ? '' : `, it was ${inDays(retentionDays)}`;
  steps.push(`retention is ${inDays(wantedDays)}${change}`);
  return steps;
}

/** @throws NamespaceNotReadyError when the server does not let it be set, as on Temporal Cloud */
export async function setRetention(connection: Connection, namespace: string, days: number): Promise<void> {
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

async function setUpRates(
  connection: Connection,
  namespace: string,
  { dialsPerSecond, queriesPerSecond }: QueueRates,
): Promise<string[]> {
  if (dialsPerSecond !== undefined || queriesPerSecond !== undefined)
    await setRates(connection, namespace, { dialsPerSecond, queriesPerSecond, identity: 'ringonce setup' });
  await setMissingRates(connection, namespace, 'ringonce setup');
  const { dials, queries } = await readCommonRates(connection, namespace);
  return [
    `at most ${dials.perSecond} dials a second (task queue ${dials.taskQueue})`,
    `at most ${queries.perSecond} queries a second (task queue ${queries.taskQueue})`,
  ];
}
