export { createConnectClient } from '../../activities/connect-client.js';
export { AwsSettingsError } from '../process/errors.js';
export { createLogger, type Logger } from '../process/logging.js';
export { WorkflowBundleMissingError } from './errors.js';
export { installRuntime } from './logging.js';
export { startWorker, type RunningWorker, type WorkerSettings } from './start-worker.js';
export { bundleWorkflows } from './workflow-bundle.js';
