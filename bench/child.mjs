// A measurement in a process of its own, started by children.ts: node child.mjs <measurement> <input as JSON>
// Plain JavaScript, and the built project: start-up and loading are not to be measured with a TypeScript loader. What needs one is imported.
import { performance } from 'node:perf_hooks';

// Without its parent nobody wants its figures.
process.once('disconnect', () => process.exit(1));
const measurements = {
  startUp,
  loadNothing: async () => ({ processStartToReadyMs: performance.now() }),
  loadAdmission,
  previews,
  heap: async (input) => (await import('./cost.ts')).heapOfCachedCalls(input),
  batchMemory: async (input) => (await import('./batch.ts')).memoryOfBatch(input),
};
const [measurement, input] = process.argv.slice(2);
const figures = await measurements[measurement](JSON.parse(input));
await new Promise((resolve) => process.send(figures, resolve));
process.removeAllListeners('disconnect');
process.disconnect();

/** performance.now() counts from the start of the process. */
async function startUp({ address }) {
  const { createConnectClient, createLogger, installRuntime, startWorker } =
    await import('../dist/src/worker/index.js');
  process.env.RINGONCE_LOG_LEVEL = 'error';
  installRuntime(createLogger());
  const startedAtMs = performance.now();
  const worker = await startWorker({
    connection: { address, namespace: 'default', connectionOptions: { address } },
    connect: createConnectClient({
      endpoint: 'http://127.0.0.1:9',
      region: 'us-west-2',
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    }),
  });
  const runningAtMs = performance.now();
  await worker.shutdown();
  return { processStartToRunningMs: runningAtMs, startWorkerMs: runningAtMs - startedAtMs };
}

async function loadAdmission() {
  await import('../dist/src/admission/answer-admission.js');
  return { processStartToReadyMs: performance.now() };
}

/** Each preview in turn: of a number with one zone, of one with several, of one whose country has evening holidays and large regions. */
async function previews({ count }) {
  const { previewCall } = await import('../dist/src/client/index.js');
  const ids = {
    InstanceId: '11111111-2222-3333-4444-555555555555',
    ContactFlowId: '66666666-7777-8888-9999-000000000000',
  };
  const weekly = { monday: ['09:00-12:00', '13:00-18:00'], wednesday: ['10:00-20:00'], friday: ['09:00-17:30'] };
  const callees = [
    {
      DestinationPhoneNumber: '+12065550100',
      callingHours: { preset: 'us-tcpa', holidays: { country: 'US', region: 'WA' } },
    },
    { DestinationPhoneNumber: '+61412345678', callingHours: { weekly, holidays: { country: 'AU', region: 'QLD' } } },
    { DestinationPhoneNumber: '+493012345678', callingHours: { weekly, holidays: { country: 'DE' } } },
  ];
  const previewMs = [];
  for (let index = -30; index < count; index++) {
    const { DestinationPhoneNumber, callingHours } = callees[(index + 30) % callees.length];
    const request = { ...ids, DestinationPhoneNumber, SourcePhoneNumber: '+12065550199' };
    const startedAtMs = performance.now();
    await previewCall(request, { options: { callingHours } });
    if (index >= 0) previewMs.push(performance.now() - startedAtMs);
  }
  return { previewMs };
}
