import { setTimeout as wait } from 'node:timers/promises';
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { connectRingonce } from '../src/client/index.js';
import { createCallKinds, type CallKind, type CallKindName } from './call-kinds.js';
import { endWithParent, sendToParent } from './children.js';
import type { HeapFigures } from './heap.js';
import { bareBundle, ringonceBundle } from './workflow-bundles.js';

// Run by heap.ts: node --expose-gc heap-child.ts <address> <kind> <warm-up calls> <calls>
endWithParent();
const [address = '', kindName = '', warmUpCalls = '', calls = ''] = process.argv.slice(2);
const namespace = 'default';
const startsAtOnce = 10;
const cachingTimeoutMs = 60_000;

Runtime.install({ logger: new DefaultLogger('ERROR'), shutdownSignals: [] });
const ringonce = await connectRingonce({ address, namespace, connectionOptions: { address } });
const kind = createCallKinds(ringonce)[kindName as CallKindName];
const connection = await NativeConnection.connect({ address });
const worker = await Worker.create({
  connection,
  namespace,
  taskQueue: kind.taskQueue,
  workflowBundle: kind.name === 'outboundCall' ? ringonceBundle() : await bareBundle(),
  maxCachedWorkflows: 100_000,
  // Puts the workflows' contexts into the main thread, where the heap can be read.
  debugMode: true,
});
const ended = worker.run();

await cacheCalls(kind, { from: 0, to: Number(warmUpCalls) });
const beforeBytes = heapUsedBytes();
await cacheCalls(kind, { from: Number(warmUpCalls), to: Number(warmUpCalls) + Number(calls) });
const heapBytesPerCall = (heapUsedBytes() - beforeBytes) / Number(calls);
await sendToParent({ heapBytesPerCall } satisfies HeapFigures);

worker.shutdown();
await ended;
await connection.close();
await ringonce.close();
process.removeAllListeners('disconnect');
process.disconnect();

async function cacheCalls(kind: CallKind, { from, to }: { from: number; to: number }): Promise<void> {
  for (let index = from; index < to; index += startsAtOnce) {
    const indexes = Array.from({ length: Math.min(startsAtOnce, to - index) }, (_, offset) => index + offset);
    await Promise.all(indexes.map((each) => kind.start(`heap-${kind.name}-${each}`)));
  }
  const deadlineMs = performance.now() + cachingTimeoutMs;
  while (worker.getStatus().numCachedWorkflows < to || worker.getStatus().numInFlightWorkflowActivations > 0) {
    if (performance.now() > deadlineMs) throw new Error(`Not all ${to} workflows were cached in time.`);
    await wait(100);
  }
  // What a finished task leaves on its way out.
  await wait(500);
}

function heapUsedBytes(): number {
  if (globalThis.gc === undefined) throw new Error('Needs node --expose-gc.');
  // A second collection takes what the first one's finalizers let go.
  globalThis.gc();
  globalThis.gc();
  return process.memoryUsage().heapUsed;
}
