import { setTimeout as wait } from 'node:timers/promises';
import { Connection } from '@temporalio/client';
import { msToTs } from '@temporalio/common/lib/time.js';

/** A client token lives 7 days; a workflow ID must not be free for another call before that. The dev server's default is 1 day. */
const retention = '7 days';

const pollIntervalMs = 50;
const connectTimeoutMs = 2_000;

export interface NamespaceTarget {
  readonly address: string;
  readonly namespace: string;
  /** Ends the waiting. */
  readonly signal: AbortSignal;
}

/** Resolves once the server answers for the namespace, with the retention raised to 7 days. Keeps asking until the signal. */
export async function untilNamespaceAnswers({ address, namespace, signal }: NamespaceTarget): Promise<void> {
  for (;;) {
    signal.throwIfAborted();
    try {
      await raiseRetention(address, namespace);
      return;
    } catch {
      // Not listening yet, or the namespace is not yet known to all of the server's parts.
      await wait(pollIntervalMs, undefined, { signal });
    }
  }
}

async function raiseRetention(address: string, namespace: string): Promise<void> {
  // Connecting asks for the server's version, so a port that merely accepts connections does not pass for a server.
  const connection = await Connection.connect({ address, connectTimeout: connectTimeoutMs });
  try {
    await connection.workflowService.describeNamespace({ namespace });
    await connection.workflowService.updateNamespace({
      namespace,
      config: { workflowExecutionRetentionTtl: msToTs(retention) },
    });
  } finally {
    await connection.close();
  }
}
