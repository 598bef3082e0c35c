import type { Tracing } from './tracing.js';

/** What OpenTelemetry's own variables ask for. */
export interface TracingWish {
  readonly isWanted: boolean;
  /** Why there are no traces although they were asked for: an exporter or a protocol that ringonce does not have. */
  readonly problem?: string;
}

/**
 * Begins to trace where OpenTelemetry's own variables ask for it; else loads nothing. Once a process.
 *
 * @param serviceName unless `OTEL_SERVICE_NAME` says another
 * @param warn told why there are no traces although they were asked for. No call fails for that: such variables are often set for all programs
 */
export async function startTracingIfWanted(
  serviceName: string,
  warn: (problem: string) => void = () => undefined,
): Promise<Tracing | undefined> {
  const { isWanted, problem } = tracingWish();
  if (problem !== undefined) warn(problem);
  if (!isWanted) return undefined;
  const { startTracing } = await import('./tracing.js');
  return startTracing(serviceName);
}

/**
 * Whether traces are wanted: `OTEL_TRACES_EXPORTER` is `otlp`, or an endpoint is given.
 * @see https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/
 */
export function tracingWish(env: NodeJS.ProcessEnv = process.env): TracingWish {
  const value = (name: string): string => (env[name] ?? '').trim();
  const exporter = value('OTEL_TRACES_EXPORTER');
  if (value('OTEL_SDK_DISABLED').toLowerCase() === 'true' || exporter === 'none') return { isWanted: false };
  const endpoints = ['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT', 'OTEL_EXPORTER_OTLP_ENDPOINT'];
  if (exporter === '' && endpoints.every((name) => value(name) === '')) return { isWanted: false };
  if (exporter !== '' && exporter !== 'otlp')
    return unmet(`OTEL_TRACES_EXPORTER is ${exporter}, and ringonce has otlp alone`);
  const protocols = ['OTEL_EXPORTER_OTLP_TRACES_PROTOCOL', 'OTEL_EXPORTER_OTLP_PROTOCOL'];
  const named = protocols.find((name) => value(name) !== '');
  if (named !== undefined && value(named) !== 'http/protobuf')
    return unmet(
      `${named} is ${value(named)}, and ringonce speaks http/protobuf alone: most collectors take it at port 4318. Set OTEL_EXPORTER_OTLP_TRACES_PROTOCOL and OTEL_EXPORTER_OTLP_TRACES_ENDPOINT for it`,
    );
  return { isWanted: true };
}

const unmet = (why: string): TracingWish => ({ isWanted: false, problem: `There are no traces: ${why}.` });
