import { describe, expect, it } from 'vitest';
import { tracingWish } from '../../src/tracing/settings.js';

const endpoint = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:4318' };

describe('whether OTEL_* variables ask for traces', () => {
  it.each([
    { env: {}, isWanted: false },
    { env: { OTEL_SERVICE_NAME: 'dialler' }, isWanted: false },
    { env: { OTEL_EXPORTER_OTLP_ENDPOINT: '' }, isWanted: false },
    { env: { OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' }, isWanted: false },
    { env: endpoint, isWanted: true },
    { env: { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://127.0.0.1:4318/v1/traces' }, isWanted: true },
    { env: { OTEL_TRACES_EXPORTER: 'otlp' }, isWanted: true },
    { env: { ...endpoint, OTEL_TRACES_EXPORTER: 'none' }, isWanted: false },
    { env: { ...endpoint, OTEL_SDK_DISABLED: 'true' }, isWanted: false },
    { env: { ...endpoint, OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf' }, isWanted: true },
    {
      env: {
        ...endpoint,
        OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc',
        OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: 'http/protobuf',
      },
      isWanted: true,
    },
  ])('$env: $isWanted', ({ env, isWanted }) => {
    expect(tracingWish(env)).toEqual({ isWanted });
  });

  it.each([
    { env: { OTEL_TRACES_EXPORTER: 'zipkin' }, says: /^There are no traces: OTEL_TRACES_EXPORTER is zipkin, / },
    { env: { ...endpoint, OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' }, says: /_PROTOCOL is grpc, .*http\/protobuf.*4318/ },
  ])('says what ringonce does not have: $env', ({ env, says }) => {
    expect(tracingWish(env)).toEqual({ isWanted: false, problem: expect.stringMatching(says) as string });
  });
});
