import { Worker } from '@temporalio/worker';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { workflowBundlePath } from '../../src/worker/prebuilt-bundle.js';
import { otelCollector } from '../../tools/for-tests/otel-collector.js';
import { awsSettings, ringonce, startRingonce, temporalSettings, type Environment } from '../cli/ringonce-process.js';
import { startCollector, type Collector, type Span } from '../support/otel-collector.js';
import { startWorld, type World } from '../support/world.js';

const executable = await otelCollector();
if (executable === undefined)
  console.warn("Go is not installed: OpenTelemetry's collector cannot be built, and traces are not looked at");

describe.skipIf(executable === undefined)("a call, as OpenTelemetry's collector sees it", () => {
  const opened: AsyncDisposable[] = [];
  let world: World;
  let collector: Collector;
  let environment: Environment;

  beforeAll(async () => {
    world = await startWorld({ timeScale: 30 });
    opened.push(world);
    await world.startContactEvents();
    collector = await startCollector(executable ?? '');
    opened.push(collector);
    environment = {
      ...awsSettings,
      ...temporalSettings(world.server),
      AWS_ENDPOINT_URL_CONNECT: world.connect.url,
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint,
      OTEL_BSP_SCHEDULE_DELAY: '200',
    };
    const worker = startRingonce(['worker'], environment);
    opened.push(worker);
    await worker.untilPrinted('"msg":"ready"');
  });
  afterAll(async () => {
    for (const resource of opened.reverse()) await resource[Symbol.asyncDispose]();
  });

  /** From the first span of its trace to this one. */
  const pathTo = (span: Span): Span[] => {
    const parent = collector.spans.find(({ spanId }) => spanId === span.parentSpanId);
    return [...(parent === undefined ? [] : pathTo(parent)), span];
  };
  const placed = (token: string, env: Environment) =>
    ringonce(
      ['start-outbound-voice-contact', '--cli-input-json', 'file://examples/plain-call.json', '--client-token', token],
      env,
    );

  it('is one trace from its start over the workflow and the dial to the request to AWS', async () => {
    const { exitCode, stderr } = await placed('traced', environment);
    expect({ exitCode, stderr }).toMatchObject({ exitCode: 0 });

    const request = await vi.waitFor(
      () => {
        const found = collector.spans.find(({ name }) => name === 'Connect/StartOutboundVoiceContact');
        const path = found === undefined ? [] : pathTo(found);
        // Each process sends its part when its batch is due; a workflow's span when it has ended.
        if (found === undefined || path.length < 5) throw new Error(path.map(({ name }) => name).join(' > '));
        return found;
      },
      { timeout: 150_000, interval: 250 },
    );

    const path = pathTo(request);
    expect(new Set(path.map(({ traceId }) => traceId)).size).toBe(1);
    expect(path.map(({ name, service }) => `${service}: ${name}`)).toEqual([
      'ringonce: StartWorkflow:outboundCall',
      'ringonce-worker: RunWorkflow:outboundCall',
      'ringonce-worker: StartActivity:startOutboundVoiceContact',
      'ringonce-worker: RunActivity:startOutboundVoiceContact',
      'ringonce-worker: Connect/StartOutboundVoiceContact',
    ]);
  });

  it('has a history that replays on a worker that does not trace', async () => {
    const history = await world.ringonce.client.workflow.getHandle('traced').fetchHistory();
    expect(JSON.stringify(history)).toContain('_tracer-data');

    await Worker.runReplayHistory({ workflowBundle: { codePath: workflowBundlePath } }, history, 'traced');
  });

  it('tells no phone number, masked or not, and nothing else that the caller has written', () => {
    expect(collector.received).toContain('traced');
    expect(collector.received).not.toMatch(/2065550|206 •|CallTo|memo|searchAttributes/);
  });

  it('is placed all the same where no collector listens, or one that speaks another protocol', async () => {
    const nobody = { ...environment, OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1' };

    expect(await placed('nobody-listens', nobody)).toMatchObject({ exitCode: 0, stderr: '' });
    expect(await placed('by-grpc', { ...environment, OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' })).toMatchObject({
      exitCode: 0,
      stderr: '',
    });
  });

  it('is not traced where OTEL_SDK_DISABLED says so', async () => {
    const before = collector.spans.filter(({ service }) => service === 'ringonce').length;
    const { exitCode } = await placed('untraced', { ...environment, OTEL_SDK_DISABLED: 'true' });

    expect(exitCode).toBe(0);
    expect(collector.spans.filter(({ service }) => service === 'ringonce')).toHaveLength(before);
  });
});
