import { RingonceError } from '../contract/errors.js';
import type { Tracing } from './tracing.js';

/** One of the `OTEL_*` variables asks for what ringonce does not have. */
export class TracingSettingsError extends RingonceError {
  override readonly name = 'TracingSettingsError';
  readonly code = 'TRACING_SETTINGS';
}

/**
 * Begins to trace where OpenTelemetry's own variables ask for it; else loads nothing. Once a process.
 *
 * @param serviceName unless `OTEL_SERVICE_NAME` says another
 * @throws TracingSettingsError
 */
export async function startTracingIfWanted(serviceName: string): Promise<Tracing | undefined> {
  if (!isTracingWanted()) return undefined;
  const { startTracing } = await import('./tracing.js');
  return startTracing(serviceName);
}

/**
 * Whether OpenTelemetry's own variables ask for traces: `OTEL_TRACES_EXPORTER` is `otlp`, or an endpoint is given.
 *
 * @throws TracingSettingsError for an exporter other than `otlp`, or a protocol other than `http/protobuf`
 * @see https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/
 */
export function isTracingWanted(env: NodeJS.ProcessEnv = process.env): boolean {
  const value = (name: string): string => (env[name] ?? '').trim();
  const exporter = value('OTEL_TRACES_EXPORTER');
  const endpoints = ['OTEL_EXPORTER_OTLP_ENDPOINT', 'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT'];
  if (value('OTEL_SDK_DISABLED').toLowerCase() === 'true' || exporter === 'none') return false;
  if (exporter !== '' && exporter !== 'otlp')
    throw new TracingSettingsError(`OTEL_TRACES_EXPORTER is ${exporter}; ringonce has otlp, and none.`);
  if (exporter === '' && endpoints.every((name) => value(name) === '')) return false;
  for (const name of ['OTEL_EXPORTER_OTLP_TRACES_PROTOCOL', 'OTEL_EXPORTER_OTLP_PROTOCOL'])
    if (value(name) !== '' && value(name) !== 'http/protobuf')
      throw new TracingSettingsError(
        `${name} is ${value(name)}; ringonce speaks http/protobuf, to port 4318 of most collectors.`,
      );
  return true;
}
