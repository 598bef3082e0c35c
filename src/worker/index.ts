export { createConnectClient } from '../connect/client.js';
export { AwsSettingsError } from '../connect/aws-settings.js';
export { createLogger, type Logger } from '../logging.js';
export { WorkflowBundleMissingError } from './errors.js';
export { installRuntime } from './logging.js';
export { startWorker, type RunningWorker, type WorkerSettings } from './start-worker.js';
export { bundleWorkflows } from './workflow-bundle.js';
