import { describe, expect, it } from 'vitest';
import { isTracingWanted, TracingSettingsError } from '../../src/tracing/settings.js';

const endpoint = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:4318' };

describe('whether OTEL_* variables ask for traces', () => {
  it.each([
    { env: {}, wanted: false },
    { env: { OTEL_SERVICE_NAME: 'dialler' }, wanted: false },
    { env: { OTEL_EXPORTER_OTLP_ENDPOINT: '' }, wanted: false },
    { env: endpoint, wanted: true },
    { env: { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://127.0.0.1:4318/v1/traces' }, wanted: true },
    { env: { OTEL_TRACES_EXPORTER: 'otlp' }, wanted: true },
    { env: { ...endpoint, OTEL_TRACES_EXPORTER: 'none' }, wanted: false },
    { env: { ...endpoint, OTEL_SDK_DISABLED: 'true' }, wanted: false },
    { env: { ...endpoint, OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf' }, wanted: true },
  ])('$env: $wanted', ({ env, wanted }) => {
    expect(isTracingWanted(env)).toBe(wanted);
  });

  it.each([
    { env: { OTEL_TRACES_EXPORTER: 'zipkin' }, says: /OTEL_TRACES_EXPORTER is zipkin; ringonce has otlp, and none/ },
    { env: { ...endpoint, OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' }, says: /_PROTOCOL is grpc; .*http\/protobuf.*4318/ },
  ])('refuses what ringonce does not have: $env', ({ env, says }) => {
    expect(() => isTracingWanted(env)).toThrow(says);
    expect(() => isTracingWanted(env)).toThrow(TracingSettingsError);
  });
});
