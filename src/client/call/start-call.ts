import type { Client } from '@temporalio/client';
import { parseCall } from '../../contract/call.js';
import type { CallOptions } from '../../contract/call-options.js';
import { accepted } from '../../contract/errors.js';
import { workflowTypes } from '../../contract/names.js';
import { requestAsGiven, type StartOutboundVoiceContactRequest } from '../../contract/request.js';
import { withoutNulls } from '../../contract/shapes.js';
import { startOrFind } from '../start.js';
import { StartedCall } from './call.js';

interface CallToStart {
  readonly workflowId: string;
  readonly request: StartOutboundVoiceContactRequest;
  readonly options?: CallOptions | undefined;
  /** An earlier call of the ID that ended before anything could ring is dialled anew; default false: the same request finds it. */
  readonly dialsAnew?: boolean;
  /**
   * The ContactId is wanted at once: it is asked for with the start, which saves a request and a workflow task. Without a worker such a start
   * has no answer, and stands all the same; default false.
   */
  readonly asksForContact?: boolean;
}

/**
 * Starts a call, or finds the one that an earlier start with the same request has made.
 * @throws InvalidRequestError, CallConflictError, NamespaceNotReadyError
 */
export async function startCall(client: Client, call: CallToStart): Promise<StartedCall> {
  const { workflowId, request, options, dialsAnew = false, asksForContact = false } = call;
  const { times, expiresAfterMs } = accepted(parseCall(workflowId, request, options)).options;
  const given = requestAsGiven(request);
  const args = Object.keys(options ?? {}).length === 0 ? [given] : [given, withoutNulls(options)];
  const started = await startOrFind(client, {
    type: workflowTypes.outboundCall,
    workflowId,
    request: given,
    args,
    times,
    expiresAfterMs,
    dialsAnew,
    asksForContact,
  });
  return new StartedCall(client, workflowId, started);
}
