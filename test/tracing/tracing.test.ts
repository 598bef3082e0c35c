// What the exporter is given, also where Go is not installed and no collector can be built.
import { StartOutboundVoiceContactCommand, StopContactCommand } from '@aws-sdk/client-connect';
import { SpanStatusCode } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import type { ReadableSpan } from '@opentelemetry/sdk-trace-node';
import { expect, it, vi } from 'vitest';
import { connectRingonce } from '../../src/client/index.js';
import { numberOf, startSimulator } from '../../src/connect-simulator/index.js';
import { startTracing } from '../../src/tracing/tracing.js';
import { startWorker } from '../../src/worker/index.js';
import { aRequest } from '../support/requests.js';
import { localConnectClient, startWorld } from '../support/world.js';

type Result = Parameters<Parameters<OTLPTraceExporter['export']>[1]>[0];
/** Its enum is in a package that is no dependency of ours. */
const success = { code: 0 } as unknown as Result;

/** Begins to trace, as a process does that is asked to. `told` ends it, with every span that was exported. */
function trace() {
  const spans: ReadableSpan[] = [];
  vi.spyOn(OTLPTraceExporter.prototype, 'export').mockImplementation((exported, done) => {
    spans.push(...exported);
    done(success);
  });
  const tracing = startTracing('test');
  const told = async () => {
    await tracing.shutdown();
    return spans;
  };
  return { tracing, told };
}

/** All that spans tell of a call. */
const written = (spans: readonly ReadableSpan[]): string =>
  JSON.stringify(spans.map(({ name, attributes, events, status }) => [name, attributes, events, status]));

it('marks a request that has failed as an error, by its name and without what AWS has said', async () => {
  const { tracing, told } = trace();
  await using connect = await startSimulator();
  const client = localConnectClient(connect);
  tracing.watch(client);
  const dial = (DestinationPhoneNumber: string) =>
    client.send(new StartOutboundVoiceContactCommand(aRequest({ DestinationPhoneNumber })));
  const { ContactId } = await dial(numberOf('answered'));
  await expect(dial(numberOf('not-allowed'))).rejects.toThrow();
  connect.inject({ operation: 'StopContact', kind: 'reset-before' });
  const { InstanceId } = aRequest();
  await expect(client.send(new StopContactCommand({ InstanceId, ContactId }))).rejects.toThrow();
  client.destroy();

  const of = (operation: string) => ({ 'rpc.system': 'aws-api', 'rpc.service': 'Connect', 'rpc.method': operation });
  const started = { ...of('StartOutboundVoiceContact'), 'aws.request_id': expect.any(String) as string };
  const refused = { 'http.response.status_code': 403, 'error.type': 'DestinationNotAllowedException' };
  const error = { code: SpanStatusCode.ERROR };
  expect((await told()).map(({ name, status, attributes, events }) => ({ name, status, attributes, events }))).toEqual([
    {
      ...{ name: 'Connect/StartOutboundVoiceContact', status: { code: SpanStatusCode.UNSET }, events: [] },
      attributes: { ...started, 'http.response.status_code': 200 },
    },
    {
      ...{ name: 'Connect/StartOutboundVoiceContact', status: error, events: [] },
      attributes: { ...started, ...refused },
    },
    {
      ...{ name: 'Connect/StopContact', status: error, events: [] },
      attributes: { ...of('StopContact'), 'error.type': 'TimeoutError' },
    },
  ]);
});

it('is one trace from the start of a call or a follow-up to the stop of its contact, with a line or without', async () => {
  const { tracing, told } = trace();
  await using world = await startWorld({ timeScale: 0 });
  const connect = localConnectClient(world.connect);
  const worker = await startWorker({ connection: world.settings, connect, tracing });
  const ringonce = await connectRingonce(world.settings, { interceptors: tracing.client });
  const place = {
    'with-line': () => ringonce.start('with-line', aRequest()),
    'without-line': () => ringonce.start('without-line', aRequest(), { lines: 'unlimited' }),
    'follow-up': () => ringonce.followUp('follow-up', aRequest()),
  };
  for (const [id, start] of Object.entries(place)) {
    const call = await start();
    await world.connect.untilRings(Object.keys(place).indexOf(id) + 1);
    await call.cancel();
    await call.result();
  }
  await ringonce.close();
  await worker.shutdown();

  const spans = await told();
  const starts = spans.filter(({ name, parentSpanId }) => /^StartWorkflow:/.test(name) && parentSpanId === undefined);
  const traces = starts.map((first) => {
    const traceId = first.spanContext().traceId;
    const names = spans.filter((span) => span.spanContext().traceId === traceId).map(({ name }) => name);
    return ['Connect/StartOutboundVoiceContact', 'Connect/StopContact'].filter((name) => names.includes(name)).length;
  });
  expect(traces).toEqual([2, 2, 2]);
  expect(written(spans)).toContain('without-line');
  expect(written(spans)).not.toMatch(/2065550|206 •|CallTo|memo|searchAttributes/);
});

it('tells of a refused call that it has failed, and not the number that AWS quotes', async () => {
  const { tracing, told } = trace();
  await using world = await startWorld();
  const connect = localConnectClient(world.connect);
  const worker = await startWorker({ connection: world.settings, connect, tracing });
  const ringonce = await connectRingonce(world.settings, { interceptors: tracing.client });
  world.connect.inject({
    ...{
      operation: 'StartOutboundVoiceContact',
      kind: 'error-before',
      error: 'InvalidParameterException',
      status: 400,
    },
    message: 'Nobody calls +12065550100.',
  });
  const call = await ringonce.start('refused', aRequest());
  await expect(call.result()).rejects.toThrow();
  await ringonce.close();
  await worker.shutdown();

  const spans = await told();
  const failed = spans.filter(({ status }) => status.code === SpanStatusCode.ERROR).map(({ name }) => name);
  expect(failed).toContain('Connect/StartOutboundVoiceContact');
  expect(failed).toContain('RunActivity:startOutboundVoiceContact');
  expect(failed).toContain('RunWorkflow:outboundCall');
  expect(written(spans)).not.toMatch(/2065550/);
});
