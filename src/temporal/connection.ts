import {
  Connection,
  defaultGrpcRetryOptions,
  makeGrpcRetryInterceptor,
  type ConnectionOptions,
} from '@temporalio/client';
import type { ConnectionSettings } from './connection-settings.js';
import { TemporalUnreachableError } from './errors.js';

/** A connection, or a clear error. */
export async function connectTemporal({ address, connectionOptions }: ConnectionSettings): Promise<Connection> {
  try {
    return await closingQuietly((interceptors) =>
      Connection.connect({ connectTimeout: '5s', interceptors, ...connectionOptions, address }),
    );
  } catch (error) {
    throw new TemporalUnreachableError(address, { cause: error });
  }
}

type Interceptors = NonNullable<ConnectionOptions['interceptors']>;
type GrpcCall = ReturnType<Interceptors[number]>;

/**
 * A connection that can be closed while a request is being retried: it fails, with gRPC's CANCELLED
 * or with what the attempt under way comes to. The SDK's own retry, which waits in a timer,
 * would find the channel shut down and throw where nobody can catch it: the process ends.
 */
export async function closingQuietly(
  connect: (interceptors: Interceptors) => Promise<Connection>,
): Promise<Connection> {
  let isClosed = false as boolean;
  const retry = defaultGrpcRetryOptions();
  const connection = await connect([
    makeGrpcRetryInterceptor({
      ...retry,
      retryableDecider: (attempt, status) => !isClosed && retry.retryableDecider(attempt, status),
    }),
    (options, nextCall) => (isClosed ? closedCall : (nextCall(options) as unknown as GrpcCall)),
  ]);
  const close = connection.close.bind(connection);
  connection.close = () => {
    isClosed = true;
    return close();
  };
  return connection;
}

const grpcCancelled = 1;

interface CallListener {
  onReceiveStatus(status: { readonly code: number; readonly details: string; readonly metadata: unknown }): void;
}

/** As much of a gRPC call as a retry uses; gRPC's own package is no dependency of ours. */
const closedCall = {
  start(metadata: unknown, listener: CallListener) {
    listener.onReceiveStatus({ code: grpcCancelled, details: 'The connection was closed', metadata });
  },
  sendMessage: () => undefined,
  halfClose: () => undefined,
} as unknown as GrpcCall;
