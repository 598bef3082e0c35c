export { createConnectClient } from '../../activities/connect-client.js';
export { AwsSettingsError, WorkflowBundleMissingError } from './errors.js';
export { createLogger, installRuntime, type Logger } from './logging.js';
export { startWorker, type RunningWorker, type WorkerSettings } from './start-worker.js';
export { bundleWorkflows } from './workflow-bundle.js';
