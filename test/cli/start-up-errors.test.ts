import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { msToTs } from '@temporalio/common/lib/time.js';
import { connectTemporal } from '../../src/temporal/connection.js';
import getPort from 'get-port';
import { startTemporalServer, type TemporalServer } from '../../src/dev/temporal-server.js';
import { awsSettings, ringonce, temporalSettings, type Environment } from './ringonce-process.js';

const start = 'start-outbound-voice-contact';
const plainCall = ['--cli-input-json', 'file://examples/plain-call.json'];
const forgetful = 'forgets-after-a-day';
const forgetfulToo = 'is-told-to-remember';

/** A server on which `ringonce setup` was never run. */
let server: TemporalServer;
/** Nobody listens there. */
let nowhere: Environment;

beforeAll(async () => {
  server = await startTemporalServer({ ports: 'free', ui: false });
  nowhere = { TEMPORAL_ADDRESS: `127.0.0.1:${await getPort()}` };
  const connection = await connectTemporal(connectionSettings());
  for (const namespace of [forgetful, forgetfulToo])
    await connection.workflowService.registerNamespace({
      namespace,
      workflowExecutionRetentionPeriod: msToTs('1 day'),
    });
  await connection.close();
});

afterAll(async () => {
  await server.close();
});

const connectionSettings = () => ({
  address: server.address,
  namespace: server.namespace,
  connectionOptions: { address: server.address },
});

const here = (): Environment => temporalSettings(server);
const noNamespace = (): Environment => ({ ...here(), TEMPORAL_NAMESPACE: 'nobody-made-it' });
const forgetfulOne = (): Environment => ({ ...here(), TEMPORAL_NAMESPACE: forgetful });

interface Row {
  readonly why: string;
  readonly args: readonly string[];
  readonly environment?: () => Environment;
  readonly exitCode: number;
  readonly says: RegExp;
}

const rows: readonly Row[] = [
  { why: 'no command', args: [], exitCode: 2, says: /^Usage: ringonce/ },
  {
    why: 'an unknown command',
    args: ['shwo'],
    exitCode: 2,
    says: /^error: unknown command 'shwo'\n\(Did you mean show\?\)/,
  },
  {
    why: 'an unknown option',
    args: [start, '--destination-number', '1'],
    exitCode: 252,
    says: /^error: unknown option '--destination-number'\. Did you mean --destination-phone-number\?/,
  },
  {
    why: 'a value that no option takes, which may be a phone number',
    args: [start, '+12065550100'],
    exitCode: 252,
    says: /^error: a word is left over that no option takes\. Is a value with blanks not quoted\?/,
  },
  {
    why: 'an unknown option of another command',
    args: ['show', 'x', '--jsno'],
    exitCode: 2,
    says: /Did you mean --json/,
  },
  { why: 'a missing argument', args: ['show'], exitCode: 2, says: /^error: missing required argument 'id'/ },
  { why: 'set up to dial at a rate of 0', args: ['setup', '--dials-per-second', '0'], exitCode: 2, says: /above 0/ },
  {
    why: 'dials at a rate of 0',
    args: ['rates', '--rate', '0'],
    exitCode: 2,
    says: /must be a number above 0\. At 0 the queue would stand still\. To hold dials back, give a low rate/,
  },
  {
    why: 'no rate of queries',
    args: ['rates', '--queries-rate', 'many'],
    exitCode: 2,
    says: /must be a number above 0/,
  },
  { why: 'a reason for nothing', args: ['rates', '--reason', 'quota'], exitCode: 2, says: /without --rate/ },
  {
    why: 'a cache of none',
    args: ['worker', '--max-cached-workflows', '0'],
    exitCode: 2,
    says: /whole number from 1 to/,
  },
  { why: 'a port that is none', args: ['simulator', '--port', '70000'], exitCode: 2, says: /from 0 to 65535/ },
  {
    why: 'a port that is taken',
    args: ['simulator', '--port'],
    exitCode: 1,
    says: /^error: .*\d+/,
  },
  {
    why: 'an invalid request, also when Temporal is away',
    args: [start, '--cli-input-json', 'file://examples/invalid-request.json'],
    environment: () => nowhere,
    exitCode: 252,
    says: /^Parameter validation failed; nothing was started or dialled:\n {2}--cli-input-json: ContactFlowId: is required\n {2}--cli-input-json: ContactFlowID: is unknown; did you mean ContactFlowId\?\n {2}--cli-input-json: DestinationPhoneNumber: must be E\.164/,
  },
  {
    why: 'options that cannot be met',
    args: [start, ...plainCall, '--resend-window', '8d', '--expires-at', 'tomorrow'],
    exitCode: 252,
    says: /--expires-at: must be an instant[\s\S]*--resend-window: must be 0 to 7 days/,
  },
  {
    why: 'options of following that cannot be met',
    args: [start, ...plainCall, '--tracking', 'all', '--max-call-length', 'sixty', '--look-interval', '2h'],
    exitCode: 252,
    says: /--tracking: must be[\s\S]*--max-call-length: must be milliseconds or text[\s\S]*--look-interval: must be 1 second to 1 hour/,
  },
  {
    why: 'bad JSON',
    args: [start, '--cli-input-json', '{'],
    exitCode: 252,
    says: /^error: --cli-input-json: invalid JSON/,
  },
  {
    why: 'a call when Temporal is away',
    args: [start, ...plainCall],
    environment: () => nowhere,
    exitCode: 255,
    says: /^error: Temporal cannot be reached at 127\.0\.0\.1:\d+\. Check TEMPORAL_ADDRESS/,
  },
  {
    why: 'a call with settings that point to nothing',
    args: [start, ...plainCall],
    environment: () => ({ TEMPORAL_CONFIG_FILE: '/nowhere/temporal.toml' }),
    exitCode: 253,
    says: /^error: TEMPORAL_CONFIG_FILE names a file that does not exist/,
  },
  {
    why: 'a call in a namespace that does not exist',
    args: [start, ...plainCall, '--client-token', 'order-1'],
    environment: noNamespace,
    exitCode: 253,
    says: /^error: Namespace nobody-made-it does not exist: create it, or set TEMPORAL_NAMESPACE/,
  },
  {
    why: 'a call before setup',
    args: [start, ...plainCall, '--client-token', 'order-1'],
    environment: here,
    exitCode: 253,
    says: /^error: Namespace default lacks ringonce's search attributes: run "ringonce setup" once/,
  },
  {
    why: 'showing a call in a namespace that does not exist',
    args: ['show', 'order-1'],
    environment: noNamespace,
    exitCode: 6,
    says: /^error: Namespace nobody-made-it does not exist: create it, or set TEMPORAL_NAMESPACE/,
  },
  {
    why: 'cancelling a call in a namespace that does not exist',
    args: ['cancel', 'order-1'],
    environment: noNamespace,
    exitCode: 1,
    says: /^error: Namespace nobody-made-it does not exist: create it, or set TEMPORAL_NAMESPACE/,
  },
  {
    why: 'a call that nobody started',
    args: ['show', 'order-1'],
    environment: here,
    exitCode: 3,
    says: /^error: No call has the ID order-1/,
  },
  {
    why: 'a worker when Temporal is away',
    args: ['worker'],
    environment: () => ({ ...awsSettings, ...nowhere }),
    exitCode: 1,
    says: /^error: Temporal cannot be reached at 127\.0\.0\.1:\d+/,
  },
  {
    why: 'a worker without a region',
    args: ['worker'],
    environment: () => ({ ...here(), ...awsSettings, AWS_REGION: '' }),
    exitCode: 1,
    says: /^error: AWS region not found: set AWS_REGION/,
  },
  {
    why: 'a worker without credentials',
    args: ['worker'],
    environment: () => ({ ...here(), AWS_REGION: 'us-west-2' }),
    exitCode: 1,
    says: /^error: AWS credentials not found: set AWS_ACCESS_KEY_ID/,
  },
  {
    why: 'a worker in a namespace that does not exist',
    args: ['worker'],
    environment: () => ({ ...awsSettings, ...noNamespace() }),
    exitCode: 1,
    says: /^error: Namespace nobody-made-it does not exist: create it \(temporal operator namespace create/,
  },
  {
    why: 'a worker before setup',
    args: ['worker'],
    environment: () => ({ ...awsSettings, ...here() }),
    exitCode: 1,
    says: /^error: Namespace default lacks the search attributes CallTo, CallStatus, CallNeedsAttention, CallPhase, CallOutcome, ConnectContactId, CallHoldReason, CallNextAttemptAt, CallAttempt: run "ringonce setup"/,
  },
  {
    why: 'setup in a namespace that does not exist',
    args: ['setup'],
    environment: noNamespace,
    exitCode: 1,
    says: /^error: Namespace nobody-made-it does not exist/,
  },
  {
    why: 'setup where calls are forgotten too early',
    args: ['setup'],
    environment: forgetfulOne,
    exitCode: 1,
    says: /^error: Namespace forgets-after-a-day keeps closed calls for 1 day; at least 7 are needed, .*: run "ringonce setup --retention 7d"\.$/m,
  },
  {
    why: 'a worker where calls are forgotten too early',
    args: ['worker'],
    environment: () => ({ ...awsSettings, ...forgetfulOne() }),
    exitCode: 1,
    says: /^error: Namespace forgets-after-a-day keeps closed calls for 1 day; .*: run "ringonce setup --retention 7d"\.$/m,
  },
  {
    why: 'a retention below the life of a client token',
    args: ['setup', '--retention', '6d'],
    environment: here,
    exitCode: 2,
    says: /^error: option '--retention <duration>' argument '6d' is invalid\. It must be 7d or more: Amazon Connect/,
  },
  {
    why: 'a retention that is no duration',
    args: ['setup', '--retention', 'a week'],
    environment: here,
    exitCode: 2,
    says: /It must be a duration such as 7d or "30 days"\./,
  },
  {
    why: 'a URL for the address of Temporal',
    args: ['setup'],
    environment: () => ({ TEMPORAL_ADDRESS: 'http://127.0.0.1:7233' }),
    exitCode: 1,
    says: /^error: TEMPORAL_ADDRESS is http:\/\/127\.0\.0\.1:7233, and must be host:port, .*: leave http:\/\/ out\./,
  },
];

describe('start-up errors', () => {
  it.concurrent.each(rows)(
    '$why: exit code and one clear message',
    async ({ why, args, environment, exitCode, says }) => {
      const port = server.address.split(':')[1] ?? '';

      const ended = await ringonce(why === 'a port that is taken' ? [...args, port] : args, environment?.());

      expect(ended.stderr).toMatch(says);
      expect(ended).toMatchObject({ exitCode, stdout: '' });
      expect(ended.stderr).not.toMatch(/^\s+at /m);
      expect(ended.stderr).not.toMatch(/\+?1 ?206 ?555/);
    },
  );

  it('say the command that ends them: setup stopped at the 1 day of a dev server, with a command of another program', async () => {
    const there = { ...here(), TEMPORAL_NAMESPACE: forgetfulToo };
    const stopped = await ringonce(['setup'], there);
    const [, ...args] = /"ringonce (\S+) (\S+) (\S+)"/.exec(stopped.stderr) ?? [];

    const raised = await ringonce(args, there);

    expect(stopped.exitCode).toBe(1);
    expect(args).toEqual(['setup', '--retention', '7d']);
    expect(raised).toMatchObject({ exitCode: 0, stderr: '' });
    expect(raised.stdout).toContain(`${forgetfulToo}: retention is 7 days, it was 1 day\n`);
    expect((await ringonce(['setup', '--retention', '30 days'], there)).stdout).toContain(
      'is 30 days, it was 7 days\n',
    );
    expect((await ringonce(['setup'], there)).stdout).toContain(': retention is 30 days\n');
  });

  it('start nothing', async () => {
    const connection = await connectTemporal(connectionSettings());
    const { executions } = await connection.workflowService.listWorkflowExecutions({ namespace: server.namespace });
    await connection.close();

    expect(executions).toEqual([]);
  });

  it.each([
    { how: '--verbose', args: ['--verbose'], environment: {} },
    { how: 'RINGONCE_DEBUG', args: [], environment: { RINGONCE_DEBUG: '1' } },
  ])('show the stack with $how', async ({ args, environment }) => {
    const { stderr, exitCode } = await ringonce(['show', 'order-1', ...args], { ...here(), ...environment });

    expect(stderr).toMatch(/^error: No call has the ID order-1/);
    expect(stderr).toMatch(/^\s+at .*callStatus/m);
    expect(exitCode).toBe(3);
  });

  it.concurrent.each([
    { args: ['--help'] },
    { args: ['--version'] },
    { args: [start, '--help'] },
    { args: ['worker', '--help'] },
    { args: ['events', '--help'] },
  ])('do not come from asking: $args', async ({ args }) => {
    const { exitCode, stdout, stderr } = await ringonce(args);

    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).not.toBe('');
  });
});
