import {
  Client,
  Connection,
  isGrpcServiceError,
  WorkflowExecutionAlreadyStartedError,
  WorkflowIdConflictPolicy,
  WorkflowIdReusePolicy,
} from '@temporalio/client';
import { defineSearchAttributeKey } from '@temporalio/common';
import { parseCall } from '../contract/call.js';
import type { CallOptions } from '../contract/call-options.js';
import { maskPhoneNumber } from '../contract/masking.js';
import { firstUseMemo, searchAttributes, taskQueues, workflowTypes } from '../contract/names.js';
import type { StartOutboundVoiceContactRequest } from '../contract/request.js';
import { chooseDataConverter } from '../encryption/data-converter.js';
import { Call, StartedCall } from './call.js';
import { loadConnectionSettings, type ConnectionSettings } from './connection-settings.js';
import { CallConflictError, InvalidRequestError, NamespaceNotReadyError, TemporalUnreachableError } from './errors.js';
import { namespaceMissing, requireNamespace } from './namespace.js';
import { recordedCall } from './recorded-call.js';
import { describeRequest } from './static-details.js';

const callPhase = defineSearchAttributeKey('CallPhase', searchAttributes.CallPhase);

/** A start that loses a race against another start of the same ID looks again; more rounds than this are no race. */
const maxStartRounds = 5;

/** Starts calls and finds them again. */
export class RingonceClient implements AsyncDisposable {
  /** @param client a Temporal client whose namespace and data converter are the workers' */
  constructor(readonly client: Client) {}

  /**
   * Starts a call, once for an ID: the same request again finds the call that exists, however often and from wherever it is sent.
   *
   * @param workflowId the call's name and client token: 1 to 500 characters, no personal data (IDs are never encrypted)
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
    options: CallOptions = {},
  ): Promise<StartedCall> {
    const parsed = parseCall(workflowId, request, options);
    if (!parsed.ok) throw new InvalidRequestError(parsed.issues);

    let reusePolicy: WorkflowIdReusePolicy = WorkflowIdReusePolicy.REJECT_DUPLICATE;
    for (let round = 1; ; round++) {
      const runId = await this.#startWorkflow({ workflowId, request, options, reusePolicy });
      if (runId !== undefined) return new StartedCall(this.client, workflowId, { runId, state: 'started' });

      const existing = await recordedCall(this.client, workflowId);
      // Gone between two looks: its retention has just ended.
      if (existing === undefined && round < maxStartRounds) continue;
      if (existing === undefined || existing.type !== workflowTypes.outboundCall)
        throw new CallConflictError(workflowId, []);
      const differing = existing.membersThatDiffer(request);
      if (differing.length === 0) {
        return new StartedCall(this.client, workflowId, {
          runId: existing.firstRunId,
          state: existing.isRunning ? 'in-progress' : 'finished',
        });
      }
      if (!existing.endedBeforeRinging || round >= maxStartRounds) throw new CallConflictError(workflowId, differing);
      // Never ALLOW_DUPLICATE: were the call started and completed by somebody else meanwhile, this must lose.
      reusePolicy = WorkflowIdReusePolicy.ALLOW_DUPLICATE_FAILED_ONLY;
    }
  }

  /** The call of an ID, whoever started it. Looks nothing up by itself. */
  call(workflowId: string): Call {
    return new Call(this.client, workflowId);
  }

  async close(): Promise<void> {
    await this.client.connection.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  /** The run that was started, or undefined when the ID is taken. */
  async #startWorkflow({ workflowId, request, options, reusePolicy }: StartParts): Promise<string | undefined> {
    try {
      const handle = await this.client.workflow.start(workflowTypes.outboundCall, {
        workflowId,
        taskQueue: taskQueues.calls,
        args: Object.keys(options).length === 0 ? [request] : [request, options],
        workflowIdReusePolicy: reusePolicy,
        // FAIL rather than USE_EXISTING: it starts as few calls, and only it tells who started one.
        workflowIdConflictPolicy: WorkflowIdConflictPolicy.FAIL,
        typedSearchAttributes: [{ key: callPhase, value: 'OPEN' }],
        memo: { [firstUseMemo]: true },
        staticSummary: `Call ${maskPhoneNumber(request.DestinationPhoneNumber)}`,
        staticDetails: describeRequest(request),
      });
      return handle.firstExecutionRunId;
    } catch (error) {
      if (error instanceof WorkflowExecutionAlreadyStartedError) return undefined;
      throw asStartError(error, this.client.options.namespace);
    }
  }
}

interface StartParts {
  readonly workflowId: string;
  readonly request: StartOutboundVoiceContactRequest;
  readonly options: CallOptions;
  readonly reusePolicy: WorkflowIdReusePolicy;
}

function asStartError(error: unknown, namespace: string): unknown {
  const details = error instanceof Error && isGrpcServiceError(error.cause) ? error.cause.details : '';
  if (/search attribute/i.test(details)) {
    return new NamespaceNotReadyError(
      `Namespace ${namespace} lacks ringonce's search attributes: run \`ringonce setup\` once.`,
      { cause: error },
    );
  }
  if (/namespace .*not found/i.test(details) || (error instanceof Error && error.name === 'NamespaceNotFoundError')) {
    return namespaceMissing(namespace, error);
  }
  return error;
}

/**
 * Connects to Temporal and answers a client for calls. Without settings they come from Temporal's environment and profile.
 *
 * @throws TemporalUnreachableError when nobody answers within 5 s
 * @throws ConnectionSettingsError when the settings cannot be used
 */
export async function connectRingonce(
  settings: ConnectionSettings = loadConnectionSettings(),
): Promise<RingonceClient> {
  const connection = await connectTemporal(settings);
  const dataConverter = chooseDataConverter();
  return new RingonceClient(
    new Client({
      connection,
      namespace: settings.namespace,
      ...(dataConverter === undefined ? {} : { dataConverter }),
    }),
  );
}

/** A connection, or a clear error. */
export async function connectTemporal({ address, connectionOptions }: ConnectionSettings): Promise<Connection> {
  try {
    return await Connection.connect({ connectTimeout: '5s', ...connectionOptions });
  } catch (error) {
    throw new TemporalUnreachableError(address, { cause: error });
  }
}

/**
 * Looks whether the namespace is ready for calls, over a connection of its own.
 * @throws TemporalUnreachableError, NamespaceNotReadyError
 */
export async function requireReadyNamespace(settings: ConnectionSettings): Promise<void> {
  const connection = await connectTemporal(settings);
  try {
    await requireNamespace(connection, settings.namespace);
  } finally {
    await connection.close();
  }
}
