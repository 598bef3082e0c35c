import { Client, type ClientInterceptors } from '@temporalio/client';
import type { BatchRow, BatchVerdict, UnreadableRow } from '../batch/batch-row.js';
import { requireBatchOptions, startBatch, type BatchOptions } from '../batch/start-batch.js';
import type { CallOptions } from '../contract/call-options.js';
import { accepted, anything, requireMembers } from '../contract/errors.js';
import { parseFollowUp } from '../contract/follow-up.js';
import { workflowTypes } from '../contract/names.js';
import type { FollowUpPlan } from '../contract/plan.js';
import { requestAsGiven, type StartOutboundVoiceContactRequest } from '../contract/request.js';
import { text, withoutNulls } from '../contract/shapes.js';
import type { Started } from '../contract/started.js';
import { chooseDataConverter } from '../encryption/data-converter.js';
import {
  loadConnectionSettings,
  requireConnectionSettings,
  type ConnectionSettings,
} from '../temporal/connection-settings.js';
import { connectTemporal } from '../temporal/connection.js';
import { descriptionOf } from '../temporal/run-end.js';
import { readRates, setRates, type Rates, type RatesChange, type RatesOf } from '../temporal/rates.js';
import { Call, type StartedCall } from './call/call.js';
import { startCall } from './call/start-call.js';
import { waitingCalls, type WaitingCall } from './call/waiting.js';
import { CallNotFoundError } from './errors.js';
import { FollowUp, StartedFollowUp } from './follow-up/follow-up.js';
import { Lines } from './lines.js';
import { Patience } from './patience.js';
import { preview, type Preview } from './preview.js';
import { Schedules } from './schedules/schedules.js';
import { startOrFind } from './start.js';
import { wrongType } from './why-no-answer.js';

/** The SDK itself repeats what fails within that time. */
const rowAnswersWithinMs = 30_000;

/** Starts calls and finds them again. */
export class RingonceClient implements AsyncDisposable {
  /** Recurring calls and follow-ups. */
  readonly schedules: Schedules;
  /** The lines of Amazon Connect instances, and who has them. */
  readonly lines: Lines;

  /** @param client a Temporal client whose namespace and data converter are the workers' */
  constructor(readonly client: Client) {
    this.schedules = new Schedules(client);
    this.lines = new Lines(client);
  }

  /**
   * Starts a call, once for an ID: the same request again finds the call that exists, however often and from wherever it is sent.
   *
   * @param workflowId the call's name and client token: 1 to 255 bytes in UTF-8, no personal data (IDs are never encrypted)
   * @param request input of StartOutboundVoiceContact
   * @returns the call, `started` by this very invocation, `in-progress` or `finished`
   * @throws InvalidRequestError before anything is started
   * @throws CallConflictError when the ID stands for a different request. A call that ended before anything could ring
   *   (invalid, refused, cancelled) gives its ID free for a corrected one.
   * @throws NamespaceNotReadyError when `ringonce setup` has not been run
   */
  async start(
    workflowId: string,
    request: StartOutboundVoiceContactRequest,
    options?: CallOptions,
  ): Promise<StartedCall> {
    return startCall(this.client, { workflowId, request, options });
  }

  /**
   * Calls someone again and again, as the plan demands, until the goal is reached. Starts once for an ID, like `start`.
   *
   * @param workflowId the follow-up's name, 1 to 250 bytes in UTF-8; its attempts are the calls `<workflowId>.1`, `<workflowId>.2`, …
   * @param request input of StartOutboundVoiceContact, the same for every attempt
   * @throws InvalidRequestError before anything is started, CallConflictError, NamespaceNotReadyError
   */
  async followUp(
    workflowId: string,
    request: StartOutboundVoiceContactRequest,
    plan?: FollowUpPlan,
  ): Promise<StartedFollowUp> {
    const { times, expiresAfterMs } = accepted(parseFollowUp(workflowId, request, plan));
    const given = requestAsGiven(request);
    const started = await startOrFind(this.client, {
      type: workflowTypes.followUp,
      workflowId,
      request: given,
      args: [given, withoutNulls(plan ?? {})],
      times,
      expiresAfterMs,
    });
    return new StartedFollowUp(this.client, workflowId, started);
  }

  /**
   * Starts many calls and follow-ups, a bounded number at the same time, and tells what became of each row in the order of the rows.
   * Nothing goes on unless the verdicts are read. Each row starts once for its ID, like `start` and `followUp`: a batch that was broken
   * off, in whatever way, is run again from its beginning and starts nothing twice, as long as the namespace's retention lasts: a call
   * that ended longer ago is not found any more, and would be started anew. Of two rows with one ID the second one finds the first, or is
   * in conflict with it.
   *
   * @param rows read as they are needed, never all at once; one with `plan` is a follow-up
   * @throws BatchStoppedError when Temporal does not answer for 2 minutes, or refuses every row: how many were taken it tells.
   *   An error of `rows` itself is thrown as it is. InvalidRequestError at once for unknown options.
   */
  startBatch(
    rows: Iterable<BatchRow | UnreadableRow> | AsyncIterable<BatchRow | UnreadableRow>,
    options: BatchOptions = {},
  ): AsyncIterableIterator<BatchVerdict> {
    requireBatchOptions(options);
    const patience = new Patience(this.client);
    const start = ({ workflowId, request, options, plan }: BatchRow) =>
      // Without a limit a connection that has died quietly would hold the batch up.
      patience.ask<Started>(rowAnswersWithinMs, () =>
        plan == null ? this.start(workflowId, request, options) : this.followUp(workflowId, request, plan),
      );
    return startBatch(start, rows, options);
  }

  /**
   * Tells when a call, or the first attempt of a follow-up, would be dialled if it were started now. Starts nothing, asks nobody.
   *
   * @throws InvalidRequestError as `start` would
   */
  preview(
    request: StartOutboundVoiceContactRequest,
    what: { readonly options?: CallOptions; readonly plan?: FollowUpPlan } = {},
  ): Promise<Preview> {
    return preview(request, what);
  }

  /** The call of an ID, whoever started it. Sends no request by itself. */
  call(workflowId: string): Call {
    return new Call(this.client, workflowId);
  }

  /** The follow-up of an ID, whoever started it. Sends no request by itself. */
  followUpOf(workflowId: string): FollowUp {
    return new FollowUp(this.client, workflowId);
  }

  /**
   * Whatever an ID stands for.
   * @throws CallNotFoundError, WrongWorkflowTypeError when it is neither call nor follow-up
   */
  async callOrFollowUp(workflowId: string): Promise<Call | FollowUp> {
    const description = await descriptionOf(this.client, workflowId);
    if (description === undefined) throw new CallNotFoundError(workflowId);
    const { type } = description;
    if (type === workflowTypes.followUp) return this.followUpOf(workflowId);
    if (type === workflowTypes.outboundCall) return this.call(workflowId);
    throw (await wrongType(this.client, workflowId, ['outboundCall', 'followUp'])) ?? new CallNotFoundError(workflowId);
  }

  /** Calls and follow-ups that wait for their time: for what, until when. Temporal's list is a moment behind them. */
  waiting(): AsyncIterable<WaitingCall> {
    return waitingCalls(this.client);
  }

  /**
   * How many calls are dialled a second, and how many contacts are asked about: the rates as the Temporal server knows them, for all workers
   * together.
   *
   * @param of.InstanceId only of this instance; default: of all whose calls have asked for lines
   * @throws InvalidRequestError for what is no instance's ID, and other members
   */
  async rates(of: RatesOf = {}): Promise<Rates> {
    requireMembers(of, { InstanceId: anything }, 'The rates cannot be told.');
    return readRates(this.client.connection, this.client.options.namespace, of);
  }

  /**
   * Changes the rates that are given, while calls go on, and returns those in force then. `ringonce setup` leaves them so.
   *
   * @param change.dialsPerSecond your account's quota of StartOutboundVoiceContact, above 0
   * @param change.queriesPerSecond what workers may use of the quota of DescribeContact, above 0
   * @param change.InstanceId whose dials get the rate; default: those of every instance, and of calls without a line
   * @param change.reason kept at the server, and shown with the rate
   * @throws InvalidRequestError for a rate that is not above 0, no rate at all, queries of one instance, and other members
   */
  async setRates(change: RatesChange): Promise<Rates> {
    const members = { dialsPerSecond: anything, queriesPerSecond: anything, InstanceId: anything, reason: text({}) };
    requireMembers(change, members, 'The rates stay as they are.');
    const { reason, ...rates } = change;
    await setRates(this.client.connection, this.client.options.namespace, {
      ...rates,
      // Whoever changes a rate knows why; nothing is made up for them.
      reason: reason ?? '',
      identity: 'ringonce',
    });
    const { InstanceId } = change;
    return this.rates({ InstanceId });
  }

  /** Closes the connection; calls go on. */
  async close(): Promise<void> {
    await this.client.connection.close();
  }

  /** For `await using`: as `close`. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}

/**
 * Connects to Temporal and answers a client for calls. Without settings they come from Temporal's environment and profile.
 *
 * @param options.interceptors of Temporal's client, such as those of OpenTelemetry. Default: none
 * @throws TemporalUnreachableError when nobody answers within 5 s
 * @throws ConnectionSettingsError when the settings cannot be used
 */
export async function connectRingonce(
  settings: ConnectionSettings = loadConnectionSettings(),
  options: { readonly interceptors?: ClientInterceptors } = {},
): Promise<RingonceClient> {
  requireConnectionSettings(settings);
  requireMembers(options, { interceptors: anything }, 'No connection was made.');
  const connection = await connectTemporal(settings);
  const dataConverter = chooseDataConverter();
  return new RingonceClient(
    new Client({
      connection,
      namespace: settings.namespace,
      dataConverter,
      ...options,
    }),
  );
}
