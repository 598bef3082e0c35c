// Assembles the workers of a process: the one place where activities, lines and the workflow bundle come together.

export { AwsSettingsError, createConnectClient } from '../connect/client.js';
export { chooseDataConverter } from '../encryption/data-converter.js';
export { createLogger, type Logger } from '../logging.js';
export { WorkerMetrics } from '../metrics/worker-metrics.js';
export { WorkflowBundleMissingError } from './prebuilt-bundle.js';
export { installRuntime, type RuntimeOptions } from './runtime.js';
export { startWorker, type RunningWorker, type WorkerSettings } from './start-worker.js';
export { startTracingIfWanted } from '../tracing/settings.js';
export type { Tracing } from '../tracing/tracing.js';
export { bundleWorkflows } from './workflow-bundle.js';
