// Traces by OpenTelemetry, for processes that were asked for them by OTEL_* variables. Nothing of it is loaded where they were not.

import type { ConnectClient } from '@aws-sdk/client-connect';
import { context, propagation, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { envDetectorSync, Resource } from '@opentelemetry/resources';
import {
  BatchSpanProcessor,
  NodeTracerProvider,
  type ReadableSpan,
  type SpanProcessor,
} from '@opentelemetry/sdk-trace-node';
import type { ClientInterceptors } from '@temporalio/client';
import {
  makeWorkflowExporter,
  OpenTelemetryActivityInboundInterceptor,
  OpenTelemetryActivityOutboundInterceptor,
  OpenTelemetryWorkflowClientInterceptor,
  type OpenTelemetrySinks,
} from '@temporalio/interceptors-opentelemetry';
import type { ActivityInterceptorsFactory, InjectedSinks } from '@temporalio/worker';

/** What a process needs to trace what it does. */
export interface Tracing {
  /** Of a client that starts calls. */
  readonly client: ClientInterceptors;
  /** Of the activities of a worker. */
  readonly activity: ActivityInterceptorsFactory;
  /** Of a worker whose workflows are traced: they hand their spans over. */
  readonly sinks: InjectedSinks<OpenTelemetrySinks>;
  /** Traces the requests that the client sends. */
  watch(connect: ConnectClient): void;
  /** Sends what has not been sent yet. */
  shutdown(): Promise<void>;
}

/**
 * Begins to trace: to where the `OTEL_EXPORTER_OTLP_*` variables say, sampled as `OTEL_TRACES_SAMPLER` says, in batches of `OTEL_BSP_*`. Once a
 * process.
 *
 * @param serviceName unless `OTEL_SERVICE_NAME` says another
 */
export function startTracing(serviceName: string): Tracing {
  const resource = new Resource({ 'service.name': serviceName, ...envDetectorSync.detect().attributes });
  const processor = new BatchSpanProcessor(new OTLPTraceExporter());
  const provider = new NodeTracerProvider({ resource, spanProcessors: [processor] });
  provider.register();
  return {
    client: { workflow: [new OpenTelemetryWorkflowClientInterceptor()] },
    activity: (activity) => ({
      inbound: new OpenTelemetryActivityInboundInterceptor(activity),
      outbound: new OpenTelemetryActivityOutboundInterceptor(activity),
    }),
    sinks: { exporter: makeWorkflowExporter(withPlainAttributes(processor), resource) },
    watch: traceRequests,
    async shutdown() {
      await provider.shutdown().catch(() => undefined);
      for (const one of [trace, context, propagation]) one.disable();
    },
  };
}

/** What is told of a workflow. The interceptor would tell all that there is, its memo and search attributes too. */
const toldOfWorkflow = new Set(['workflowId', 'runId', 'workflowType', 'taskQueue', 'namespace', 'attempt']);

function withPlainAttributes(processor: SpanProcessor): SpanProcessor {
  return {
    onStart: () => undefined,
    onEnd: (span: ReadableSpan) => {
      const attributes = Object.fromEntries(
        Object.entries(span.attributes).filter(([name]) => toldOfWorkflow.has(name)),
      );
      processor.onEnd({ ...span, spanContext: () => span.spanContext(), attributes });
    },
    forceFlush: () => processor.forceFlush(),
    shutdown: () => Promise.resolve(),
  };
}

/**
 * A span for each request to Amazon Connect, within the activity that sends it. Of an error its name alone: AWS may quote a phone number.
 * @see https://opentelemetry.io/docs/specs/semconv/cloud-providers/aws-sdk/
 */
function traceRequests({ middlewareStack }: ConnectClient): void {
  const tracer = trace.getTracer('ringonce');
  middlewareStack.add(
    (next, { commandName = '' }) =>
      (args) => {
        const operation = commandName.replace(/Command$/, '');
        const attributes = { 'rpc.system': 'aws-api', 'rpc.service': 'Connect', 'rpc.method': operation };
        return tracer.startActiveSpan(`Connect/${operation}`, { kind: SpanKind.CLIENT, attributes }, async (span) => {
          const tell = ({ httpStatusCode, requestId }: Answer) => {
            if (httpStatusCode !== undefined) span.setAttribute('http.response.status_code', httpStatusCode);
            if (requestId !== undefined) span.setAttribute('aws.request_id', requestId);
          };
          try {
            const result = await next(args);
            tell((result.output as { readonly $metadata?: Answer }).$metadata ?? {});
            return result;
          } catch (error) {
            const { name, $metadata } = Object(error) as { readonly name?: unknown; readonly $metadata?: Answer };
            tell($metadata ?? {});
            span.setAttribute('error.type', typeof name === 'string' ? name : 'Error');
            span.setStatus({ code: SpanStatusCode.ERROR });
            throw error;
          } finally {
            span.end();
          }
        });
      },
    { step: 'initialize', priority: 'high' },
  );
}

interface Answer {
  readonly httpStatusCode?: number | undefined;
  readonly requestId?: string | undefined;
}
