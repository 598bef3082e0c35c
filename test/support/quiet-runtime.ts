import { createLogger, installRuntime } from '../../src/worker/index.js';

let installed = false;

/** Workers and replays in this process log nothing, unless RINGONCE_LOG_LEVEL says otherwise. The SDK takes one runtime a process. */
export function quietRuntime(): void {
  if (installed) return;
  const logger = createLogger();
  logger.level = process.env['RINGONCE_LOG_LEVEL'] ?? 'silent';
  installRuntime(logger);
  installed = true;
}
