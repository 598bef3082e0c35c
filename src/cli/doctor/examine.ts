// `ringonce doctor`: what goes wrong on a first day, checked in the order in which one thing needs the other.
import type { ConnectClient } from '@aws-sdk/client-connect';
import type { SQSClient } from '@aws-sdk/client-sqs';
import { Client, type Connection } from '@temporalio/client';
import { chooseDataConverter, keyIdsOf } from '../../encryption/data-converter.js';
import { connectTemporal } from '../../temporal/connection.js';
import type { ConnectionSettings } from '../../temporal/connection-settings.js';
import { firstLineInstances } from '../../temporal/lines-workflow.js';
import { amazonConnectFindings } from './amazon-connect.js';
import { contactEventsFinding, eventsQueueFinding } from './contact-events.js';
import { broken, unknown, type Finding } from './finding.js';
import { lineFindings, queueFindings } from './queues.js';
import {
  keysFinding,
  longIdsFinding,
  namespaceFinding,
  ratesFindings,
  retentionFinding,
  searchAttributesFinding,
  serverFinding,
  temporalClockFinding,
} from './temporal.js';
import { timeZonesFinding } from './time-zones.js';

/** What is examined. */
export interface Patient {
  readonly connection: ConnectionSettings;
  readonly connect: ConnectClient;
  /** Instance to try permissions on. Default: one whose calls have asked for lines. */
  readonly InstanceId?: string | undefined;
  /** The queue that `ringonce events` reads. Default: none is looked at. */
  readonly events?: { readonly sqs: SQSClient; readonly queueUrl: string } | undefined;
  /** Raise the namespace's retention where it is too short. */
  readonly isToBeFixed: boolean;
}

/** Instances of which each has a line of its own. */
const mostInstances = 20;

/** Every check, as soon as it is made. Changes nothing, but for the retention where it is asked for. Never throws. */
export async function* examine(patient: Patient): AsyncGenerator<Finding> {
  const { connection: settings, connect, InstanceId, events } = patient;
  const instances: string[] = [];
  const temporal = await connectTemporal(settings).catch((error: unknown) => error as Error);
  if (temporal instanceof Error) {
    yield broken(
      'Temporal',
      `it cannot be reached at ${settings.address}`,
      'Check TEMPORAL_ADDRESS, TLS and API key, and that the server runs. What depends on it was not checked.',
    );
  } else {
    try {
      yield* temporalFindings(patient, temporal, instances);
    } catch (error) {
      yield broken('Temporal', `a request failed: ${(error as Error).message}`, 'Run `ringonce doctor` again.');
    } finally {
      await temporal.close();
    }
  }
  yield* await amazonConnectFindings(connect, InstanceId === undefined ? instances : [InstanceId]);
  if (events !== undefined) yield eventsQueueFinding(events.sqs, events.queueUrl);
  yield timeZonesFinding(Date.now());
}

/** @param instances those that are found are added */
async function* temporalFindings(
  { connection: { address, namespace }, isToBeFixed }: Patient,
  connection: Connection,
  instances: string[],
): AsyncGenerator<Finding> {
  yield serverFinding(connection, address);
  const [finding, state] = await namespaceFinding(connection, namespace);
  yield finding;
  if (state === undefined) return;
  const { retentionDays, missingSearchAttributes } = state;
  const plain = new Client({ connection, namespace });
  yield retentionFinding(connection, namespace, { retentionDays, isToBeFixed });
  const attributes = await searchAttributesFinding(plain, missingSearchAttributes);
  yield attributes;
  yield longIdsFinding(connection, namespace);
  const [clock, aheadMs] = await temporalClockFinding(connection, namespace);
  yield clock;
  const serverNowMs = () => Date.now() + aheadMs;
  yield* await queueFindings(plain, serverNowMs());
  yield* await ratesFindings(connection, namespace);

  instances.push(...(await firstLineInstances(connection, namespace, mostInstances)).instances);
  const keyIds = readKeys();
  if (keyIds instanceof Error) {
    yield broken('encryption keys', keyIds.message, 'Correct RINGONCE_ENCRYPTION_KEYS: docs/encryption.md.');
    return;
  }
  const client = new Client({ connection, namespace, dataConverter: chooseDataConverter() });
  const keys = await keysFinding(client, { keyIds, serverNowMs });
  yield keys;
  // Who has a line is encrypted.
  if (keys.is !== 'broken') yield* await lineFindings(client, instances);
  yield attributes.is === 'ok'
    ? contactEventsFinding(client, serverNowMs())
    : unknown('contact events', 'the search attributes are needed to tell');
}

function readKeys(): readonly string[] | Error {
  try {
    return keyIdsOf();
  } catch (error) {
    return error as Error;
  }
}
