import type { Client } from '@temporalio/client';
import type { Payload } from '@temporalio/common';
import { decodeArrayFromPayloads, encodeToPayloads } from '@temporalio/common/lib/internal-non-workflow/index.js';
import { linesWorkflowType, workflowTypes } from '../contract/names.js';
import { RingonceError } from '../contract/errors.js';
import { isGrpcStatus } from './grpc-status.js';
import { isLines } from './lines-workflow.js';
import { listRuns, type RecordedRun } from './recorded-run.js';
import { quoted } from './visibility.js';

/** Whether this process and the workers read what the other one writes. */
export type KeyComparison =
  | { readonly is: 'same' }
  /** They do not. `why`: a sentence that names the key, never its bytes. */
  | { readonly is: 'different'; readonly why: string; readonly cause?: unknown }
  /** `no-call`: there is no workflow yet that a worker could be asked about; `no-worker`: none has answered. */
  | { readonly is: 'unknown'; readonly why: 'no-call' | 'no-worker' };

/** A worker answers at once, or none is there. */
const patienceMs = 5_000;

/** Every workflow has it, and no worker keeps a record of it. */
const builtInQuery = '__temporal_workflow_metadata';

/**
 * Compares the encryption keys of a client with the workers', by a question that is encrypted with the client's key and an answer that is
 * encrypted with theirs. Only the worker that happens to answer is compared. It leaves nothing in a history.
 *
 * @throws the SDK's error when Temporal does not answer, NamespaceNotReadyError
 */
export async function compareKeysWithWorkers(client: Client): Promise<KeyComparison> {
  const workflows = await workflowsToAsk(client);
  if (workflows.length === 0) return { is: 'unknown', why: 'no-call' };
  const answers = await Promise.all(
    workflows.map(async (workflow) => ({ workflow, answer: await ask(client, workflow) })),
  );
  const answered = answers.find(({ answer }) => answer !== undefined);
  if (answered === undefined) return { is: 'unknown', why: 'no-worker' };
  try {
    await decodeArrayFromPayloads(client.options.loadedDataConverter, answered.answer);
  } catch (error) {
    // Of ours its message names the key that is missing or wrong.
    if (!(error instanceof RingonceError)) throw error;
    return { is: 'different', why: error.message, cause: error };
  }
  const question = await encodeToPayloads(client.options.loadedDataConverter, 'which keys');
  const isRead = async () => (await ask(client, answered.workflow, question)) !== undefined;
  if (await isRead()) return { is: 'same' };
  // The worker may have ended meanwhile: one that answers all but this has not got the key.
  const stillAnswers = (await ask(client, answered.workflow)) !== undefined;
  if (!stillAnswers) return { is: 'unknown', why: 'no-worker' };
  return { is: 'different', why: `The workers cannot read what this process writes: ${howItWrites(question)}.` };
}

function howItWrites([payload]: readonly Payload[] = []): string {
  const keyId = payload?.metadata?.['encryption-key-id'];
  return keyId == null ? 'it does not encrypt' : `they do not have its key ${new TextDecoder().decode(keyId)}`;
}

/**
 * Those first of which it is certain that a worker can read them: a call that a process with wrong keys has started is readable to that
 * process alone.
 */
async function workflowsToAsk(client: Client): Promise<RecordedRun[]> {
  const types = Object.values(workflowTypes).map(quoted).join(', ');
  const queries = [
    `${isLines} AND ExecutionStatus = 'Running'`,
    `WorkflowType IN (${types}) AND ExecutionStatus = 'Completed'`,
    `WorkflowType IN (${types}, ${quoted(linesWorkflowType)})`,
  ];
  const found = await Promise.all(queries.map((query) => listRuns(client, query, { pageSize: 1 })));
  return found.flatMap(({ runs }) => runs);
}

/** @returns undefined when no worker has answered, or one that could not read the question or the workflow */
async function ask(
  client: Client,
  { workflowId, runId }: RecordedRun,
  question: Payload[] = [],
): Promise<Payload[] | undefined> {
  const { namespace } = client.options;
  try {
    const { queryResult } = await client.withDeadline(Date.now() + patienceMs, () =>
      client.workflowService.queryWorkflow({
        namespace,
        execution: { workflowId, runId },
        query: { queryType: builtInQuery, queryArgs: { payloads: question } },
      }),
    );
    return queryResult?.payloads ?? [];
  } catch (error) {
    const noAnswer = ['invalidArgument', 'failedPrecondition', 'deadlineExceeded', 'cancelled', 'notFound'] as const;
    const isNoAnswer = noAnswer.some((status) => isGrpcStatus(error, status));
    if (isNoAnswer) return undefined;
    throw error;
  }
}
