import { setTimeout as delay } from 'node:timers/promises';

import { ConnectServiceError, connectError, statusOf } from './errors.js';
import { standsBefore, type Fault } from './faults.js';
import type { Operation } from './operations/operation.js';
import type { ReceivedRequest } from './received-requests.js';
import type { Simulation } from './simulation.js';
import { authenticate } from './signature.js';

export interface ApiRequest {
  readonly received: ReceivedRequest;
  readonly authorization: string | undefined;
  /** Members by which a fault is matched: of the body as far as it is JSON, or of the path. */
  readonly members: Readonly<Record<string, unknown>>;
  /** The operation's input. @throws ConnectServiceError SerializationException */
  readonly input: () => unknown;
}

/** A body to send, or an end without an answer. */
export type Answer = { readonly body: object } | 'reset' | 'hang';

/**
 * Every request's way: signature, faults before Connect, rate, the operation, faults behind it. From finding the fault to the
 * operation's end nothing pauses, except for `slow-before`.
 * @throws ConnectServiceError what Connect answers instead
 */
export async function answerRequest(
  operation: Operation,
  request: ApiRequest,
  simulation: Simulation,
): Promise<Answer> {
  const { contacts, faults, rates, settings } = simulation;
  const caller = authenticate(request.authorization);
  const fault = faults.next(operation.name, request.members);
  const strike = async (found: Fault): Promise<Answer | undefined> => {
    faults.spend(found);
    request.received.fault = found.kind;
    simulation.requests.changed();
    return effectOf(found, operation, simulation.interrupted);
  };

  if (fault && standsBefore(fault)) {
    const ending = await strike(fault);
    if (ending) return ending;
  }
  if (!rates.take(operation.name, settings.rates[operation.name])) throw throttled(operation);
  const body = operation.run(request.input(), { contacts, caller });
  return (fault && !standsBefore(fault) && (await strike(fault))) || { body };
}

/** What a fault makes of a request; undefined lets it go on. */
async function effectOf(fault: Fault, operation: Operation, signal: AbortSignal): Promise<Answer | undefined> {
  switch (fault.kind) {
    case 'error-before':
    case 'error-after':
      throw new ConnectServiceError(fault.error, fault.status ?? statusOf(fault.error) ?? 500, 'A fault was injected.');
    case 'throttle':
      throw throttled(operation);
    case 'reset-before':
    case 'reset-after':
      return 'reset';
    case 'hang-before':
    case 'hang-after':
      return 'hang';
    case 'empty-after':
      return { body: {} };
    case 'slow-before':
    case 'slow':
      // An interrupted delay must not place a call in a service that has been reset since.
      return delay(fault.delayMs, undefined, { signal }).catch(() => 'reset' as const);
  }
}

function throttled({ throttledAs }: Operation): ConnectServiceError {
  return connectError(throttledAs, 'Rate exceeded');
}
