import { isDeepStrictEqual } from 'node:util';
import { isGrpcServiceError, WorkflowFailedError, WorkflowNotFoundError, type Client } from '@temporalio/client';
import { ApplicationFailure, CancelledFailure, defineSearchAttributeKey } from '@temporalio/common';
import { decodeArrayFromPayloads } from '@temporalio/common/lib/internal-non-workflow/index.js';
import { saysNothingRang } from '../../contract/failures.js';
import { callIdAttribute, searchAttributes } from '../../contract/names.js';
import type { Outcome } from '../../contract/outcome.js';
import { withoutNulls } from '../../contract/shapes.js';
import { goesOn } from '../../contract/workflow-status.js';

const callOutcome = defineSearchAttributeKey('CallOutcome', searchAttributes.CallOutcome);

/** What Temporal has on record under an ID. */
export interface RecordedCall {
  readonly type: string;
  /** The call's first run; an operator's reset begins another. */
  readonly firstRunId: string;
  readonly isRunning: boolean;
  /** Of one that has ended with an outcome. */
  readonly outcome?: Outcome;
  /** It failed or was cancelled while surely nothing could ring. */
  readonly endedBeforeRinging: boolean;
  /** Names of the request's members whose values differ from those on record; ClientToken apart, which is the ID. */
  readonly membersThatDiffer: (request: object) => string[];
}

/** The latest call of an ID, or undefined. Reads the input from the start event, so whoever started it does not matter. */
export async function recordedCall(client: Client, workflowId: string): Promise<RecordedCall | undefined> {
  try {
    const { type, runId, status, raw, typedSearchAttributes } = await client.workflow.getHandle(workflowId).describe();
    const outcome = typedSearchAttributes.get(callOutcome) as Outcome | undefined;
    const [recorded] = await recordedInput(client, { workflowId, runId });
    return {
      type,
      firstRunId: raw.workflowExecutionInfo?.firstRunId ?? runId,
      isRunning: goesOn(status.name),
      ...(outcome === undefined ? {} : { outcome }),
      endedBeforeRinging: await endedBeforeRinging(client, { workflowId, runId, status: status.name }),
      membersThatDiffer: (request) =>
        membersThatDiffer(comparable(recorded, workflowId), comparable(request, workflowId)),
    };
  } catch (error) {
    // Its history may go between two looks, and that look is one that the SDK does not put in its own words.
    if (error instanceof WorkflowNotFoundError || isNotFound(error)) return undefined;
    throw error;
  }
}

/** gRPC's NOT_FOUND. */
const isNotFound = (error: unknown): boolean => isGrpcServiceError(error) && (error.code as number) === 5;

interface Run {
  readonly workflowId: string;
  readonly runId: string;
}

async function recordedInput(client: Client, execution: Run): Promise<unknown[]> {
  const { history } = await client.workflowService.getWorkflowExecutionHistory({
    namespace: client.options.namespace,
    execution,
    maximumPageSize: 1,
  });
  const started = history?.events?.[0]?.workflowExecutionStartedEventAttributes;
  return decodeArrayFromPayloads(client.options.loadedDataConverter, started?.input?.payloads);
}

async function endedBeforeRinging(
  client: Client,
  { workflowId, runId, status }: Run & { readonly status: string },
): Promise<boolean> {
  if (status !== 'FAILED' && status !== 'CANCELLED') return false;
  // A cancelled call ends as Cancelled only if nothing was sent; otherwise it has an outcome.
  return client.workflow
    .getHandle(workflowId, runId)
    .result()
    .then(() => false)
    .catch((error: unknown) => error instanceof WorkflowFailedError && surelySilent(error.cause));
}

/** Whether a failure says that no phone rang. Only what ringonce itself stated counts. */
export function surelySilent(cause: unknown): boolean {
  if (cause instanceof CancelledFailure) return true;
  return cause instanceof ApplicationFailure && saysNothingRang(cause.type, cause.details ?? []);
}

type JsonObject = Readonly<Record<string, unknown>>;

/** A request as JSON, without the two places where its ID may or may not be written, and without what is null: that is not given. */
function comparable(request: unknown, workflowId: string): JsonObject {
  const asJson = JSON.parse(JSON.stringify(request ?? {})) as Record<string, unknown>;
  const { ClientToken, Attributes, ...rest } = withoutNulls(asJson);
  const attributes = Object.entries((Attributes ?? {}) as JsonObject).filter(
    ([key, value]) => key !== callIdAttribute || value !== workflowId,
  );
  return {
    ...rest,
    ...(ClientToken === undefined || ClientToken === workflowId ? {} : { ClientToken }),
    ...(attributes.length === 0 ? {} : { Attributes: Object.fromEntries(attributes) }),
  };
}

function membersThatDiffer(one: JsonObject, other: JsonObject): string[] {
  const members = new Set([...Object.keys(one), ...Object.keys(other)]);
  return [...members].filter((member) => !isDeepStrictEqual(one[member], other[member]));
}
