// Run by start-up.ts: node start-up-child.mjs <address>. Plain JavaScript on the built project, so that no TypeScript loader is measured.
import { performance } from 'node:perf_hooks';
import { createConnectClient, createLogger, installRuntime, startWorker } from '../dist/src/worker/index.js';

process.once('disconnect', () => process.exit(1));
process.env.RINGONCE_LOG_LEVEL = 'error';
const [address] = process.argv.slice(2);
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
// performance.now() counts from the start of the process.
const runningAtMs = performance.now();
process.send({ processStartToRunningMs: runningAtMs, startWorkerMs: runningAtMs - startedAtMs });
await worker.shutdown();
process.removeAllListeners('disconnect');
process.disconnect();
