import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { findTemporalCli } from '../../src/dev/temporal-cli.js';
import { ringonce, startRingonce } from '../cli/ringonce-process.js';

it('says that it takes contact events, which it did in silence, and how to have them taken elsewhere', async () => {
  const { path } = await findTemporalCli();
  await using dev = startRingonce(['dev'], { RINGONCE_TEMPORAL_CLI: path });
  await dev.untilPrinted('Ctrl-C ends everything.');
  dev.signal('SIGINT');
  const { exitCode, stdout } = await dev.ended;

  expect(exitCode).toBe(0);
  expect(stdout).toMatch(/^Contact events {3}http:\/\/127\.0\.0\.1:\d+\/contact-events {2}\(/m);
  const secret = /RINGONCE_EVENTS_SECRET=(\S+) node \S+ events --port 4020$/m.exec(stdout)?.[1];
  const settings = / {2}curl http:\/\/127\.0\.0\.1:\d+\/_simulator\/settings --data '(.*)'$/m.exec(stdout)?.[1] ?? '';
  expect(JSON.parse(settings)).toEqual({
    events: { url: 'http://127.0.0.1:4020/contact-events', headers: { 'x-ringonce-secret': secret } },
  });
});

it('encrypts, and has the UI decrypt: call and UI were in clear', async () => {
  const { path } = await findTemporalCli();
  await using dev = startRingonce(['dev'], { RINGONCE_TEMPORAL_CLI: path });
  const printed = await dev.untilPrinted('Ctrl-C ends everything.');
  const [, uiUrl = ''] = /^Temporal UI +(\S+)$/m.exec(printed) ?? [];
  const [, codecUrl = ''] = /^Encryption .* at (\S+)$/m.exec(printed) ?? [];
  const environment = Object.fromEntries(
    [...printed.matchAll(/^ {2}export (\w+)=(\S+)$/gm)].map(([, name = '', value = '']) => [name, value]),
  );
  expect(environment['RINGONCE_ENCRYPTION_KEYS']).toMatch(/^local:/);

  // What the browser is told, and then asks.
  const settings = (await (await fetch(`${uiUrl}/api/v1/settings`)).json()) as { Codec: { Endpoint: string } };
  expect(settings.Codec.Endpoint).toBe(codecUrl);
  const [, boardUrl = ''] = /^Board +(\S+) /m.exec(printed) ?? [];
  const start = ['start-outbound-voice-contact', '--client-token', 'order-1', '--cli-input-json'];
  const started = await ringonce([...start, 'file://examples/plain-call.json'], environment);
  expect(started).toMatchObject({ exitCode: 0 });
  const board = await (await fetch(boardUrl)).text();
  expect(board).toContain('ringonce <span>default</span>');
  // Who has a line is encrypted.
  expect(board).not.toContain('cannot be read');
  expect(board).toContain(`${uiUrl}/namespaces/default/`);
  const history = await (
    await fetch(`${uiUrl}/api/v1/namespaces/default/workflows/order-1/history?maximumPageSize=1`)
  ).text();
  const { history: { events = [] } = {} } = JSON.parse(history) as {
    readonly history?: {
      readonly events?: readonly {
        readonly workflowExecutionStartedEventAttributes?: { readonly input?: { readonly payloads: object[] } };
      }[];
    };
  };
  const payloads = events[0]?.workflowExecutionStartedEventAttributes?.input?.payloads;
  const decoded = await fetch(`${codecUrl}/decode?preserveStorageRefs=true`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'x-namespace': 'default',
      origin: uiUrl.replace('127.0.0.1', 'localhost'),
    },
    body: JSON.stringify({ payloads }),
  });
  expect(history).not.toContain('DestinationPhoneNumber');
  expect(Buffer.from((payloads?.[0] as { readonly data: string }).data, 'base64').toString('latin1')).not.toContain(
    '+1206',
  );
  const { payloads: [request] = [] } = (await decoded.json()) as { readonly payloads?: readonly { data: string }[] };
  expect(Buffer.from(request?.data ?? '', 'base64').toString()).toContain('+12065550100');
  dev.signal('SIGINT');
  expect((await dev.ended).exitCode).toBe(0);
});

it('ends when its Temporal server dies, and says so: it went on with nothing to talk to', async () => {
  const { path } = await findTemporalCli();
  await using dev = startRingonce(['dev'], { RINGONCE_TEMPORAL_CLI: path });
  const printed = await dev.untilPrinted('Ctrl-C ends everything.');
  const [, port = ''] = /^Temporal {9}127\.0\.0\.1:(\d+)$/m.exec(printed) ?? [];
  const servers = execFileSync('ps', ['-eo', 'pid,args'], { encoding: 'utf8' }).matchAll(
    new RegExp(`^ *(\\d+) .* start-dev .*--port ${port} `, 'gm'),
  );
  for (const [, pid] of servers) process.kill(Number(pid), 'SIGKILL');

  expect(await dev.ended).toMatchObject({
    exitCode: 1,
    stderr: expect.stringContaining('error: Ending: the Temporal server ended with SIGKILL.') as string,
  });
});
