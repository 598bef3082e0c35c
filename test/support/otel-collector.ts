import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import getPort from 'get-port';

/** A span as the collector passes it on, in OTLP's JSON. */
export interface Span {
  readonly traceId: string;
  readonly spanId: string;
  /** Missing or empty: the first of its trace. */
  readonly parentSpanId?: string;
  readonly name: string;
  readonly service: string;
}

export interface Collector extends AsyncDisposable {
  /** For `OTEL_EXPORTER_OTLP_ENDPOINT`. */
  readonly endpoint: string;
  readonly spans: readonly Span[];
  /** All that came, as text. */
  readonly received: string;
}

/** OpenTelemetry's collector, which passes what it takes on to this process. */
export async function startCollector(executable: string): Promise<Collector> {
  const spans: Span[] = [];
  let received = '';
  const sink = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (text: string) => (body += text));
    request.on('end', () => {
      received += body;
      for (const { resource, scopeSpans } of (JSON.parse(body) as Export).resourceSpans) {
        const name = resource.attributes.find(({ key }) => key === 'service.name')?.value.stringValue ?? '';
        spans.push(...scopeSpans.flatMap((scope) => scope.spans.map((span) => ({ ...span, service: name }))));
      }
      response.setHeader('content-type', 'application/json').end('{}');
    });
  });
  await once(sink.listen(0, '127.0.0.1'), 'listening');
  const port = await getPort({ host: '127.0.0.1' });
  const config = {
    receivers: { otlp: { protocols: { http: { endpoint: `127.0.0.1:${port}` } } } },
    exporters: {
      otlp_http: {
        endpoint: `http://127.0.0.1:${(sink.address() as AddressInfo).port}`,
        encoding: 'json',
        compression: 'none',
      },
    },
    service: {
      telemetry: { metrics: { level: 'none' } },
      pipelines: { traces: { receivers: ['otlp'], exporters: ['otlp_http'] } },
    },
  };
  const child = spawn(executable, [`--config=yaml:${JSON.stringify(config)}`], { stdio: ['ignore', 'ignore', 'pipe'] });
  const ended = once(child, 'close');
  let log = '';
  const isUp = new Promise<void>((resolve, reject) => {
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      log += text;
      if (log.includes('Everything is ready')) resolve();
    });
    void ended.then(() => reject(new Error(`The collector has ended:\n${log}`)));
  });
  const stop = async () => {
    child.kill('SIGKILL');
    await ended;
    sink.closeAllConnections();
    sink.close();
  };
  await isUp.catch(async (error: unknown) => {
    await stop();
    throw error;
  });
  return {
    endpoint: `http://127.0.0.1:${port}`,
    spans,
    get received() {
      return received;
    },
    [Symbol.asyncDispose]: stop,
  };
}

interface Export {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: readonly { key: string; value: { stringValue?: string } }[] };
    readonly scopeSpans: readonly { readonly spans: readonly Omit<Span, 'service'>[] }[];
  }[];
}
