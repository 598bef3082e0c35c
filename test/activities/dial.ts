import type { Info } from '@temporalio/activity';
import { MockActivityEnvironment } from '@temporalio/testing';
import { afterAll, beforeEach } from 'vitest';
import { createConnectClient } from '../../src/connect/client.js';
import { Throttle } from '../../src/connect/throttle.js';
import { createStartOutboundVoiceContact } from '../../activities/start-outbound-voice-contact.js';
import type { DialLines } from '../../src/connect/dial-lines.js';
import { startSimulator, type SettingsChange, type Simulator } from '../../src/connect-simulator/index.js';
import type { DialInput, DialResult, PlacedContact } from '../../src/contract/dial.js';
import { freezeRequest, type FrozenRequest } from '../../src/contract/request.js';
import { aRequest } from '../support/requests.js';

export const startedAtMs = Date.parse('2026-03-02T09:00:00Z');
export const at = (ms: number): string => new Date(startedAtMs + ms).toISOString();

const plenty = { perSecond: 1_000_000, burst: 1_000_000 };

/** A local Connect that refuses nothing for its rate and whose contacts stand still. */
export function openConnect(change: SettingsChange = {}): Promise<Simulator> {
  const rates = { StartOutboundVoiceContact: plenty, DescribeContact: plenty };
  return startSimulator({ settings: { timeScale: 0, rates, ...change } });
}

type ClientSettings = NonNullable<Parameters<typeof createConnectClient>[0]>;

/** The client that dials, pointed at an address; closes with `using`. */
export function aConnectClient(endpoint: string, settings: ClientSettings = {}) {
  const credentials = { accessKeyId: 'example', secretAccessKey: 'example' };
  const client = createConnectClient({ endpoint, region: 'us-west-2', credentials, ...settings });
  return Object.assign(client, { [Symbol.dispose]: () => client.destroy() });
}

/** For a test file: one local Connect, as new before each test, and the client that dials there. */
export async function connectOfThisFile() {
  const connect = await openConnect();
  const client = aConnectClient(connect.url);
  beforeEach(() => {
    connect.reset();
    connect.configure({ timeScale: 0, rates: { StartOutboundVoiceContact: plenty } });
  });
  afterAll(async () => {
    client.destroy();
    await connect.close();
  });
  return { connect, client };
}

export const aFrozenRequest = (change: Parameters<typeof aRequest>[0] = {}): FrozenRequest =>
  freezeRequest(aRequest(change), 'order-4711');

export function anInput(change: Partial<DialInput> = {}): DialInput {
  return {
    request: aFrozenRequest(),
    dialBefore: at(3_600_000),
    resendWindowMs: 900_000,
    isFirstUseOfId: true,
    ...change,
  };
}

/** One attempt's surroundings. Times are milliseconds after {@link startedAtMs}. */
export interface Surroundings {
  readonly connect: Parameters<typeof createStartOutboundVoiceContact>[0]['connect'];
  readonly attempt?: number;
  /** When the attempt runs; a function where time passes meanwhile. */
  readonly nowMs?: number | (() => number);
  readonly random?: number;
  /** Default: one that nobody has throttled. */
  readonly throttle?: Throttle;
  /** When the activity was scheduled, and this attempt of it. */
  readonly scheduledMs?: number;
  readonly attemptScheduledMs?: number;
  /** The heartbeat details that the server kept. */
  readonly record?: unknown;
  /** Default: it takes none. */
  readonly lines?: DialLines;
  /** Stands for Temporal's client. Default: nothing can be asked. */
  readonly temporal?: object;
  /** Stands for `client.activity.heartbeat`: what is on record before a send. */
  readonly writeAhead?: (details: unknown) => Promise<void>;
  /** Is told what is logged as a warning. Default: nobody. */
  readonly warn?: (message: string) => void;
}

/** An activity attempt without a Temporal server. */
export function anAttempt(surroundings: Surroundings) {
  const { connect, attempt = 1, nowMs = 0, random = 0.5, record, writeAhead } = surroundings;
  const { throttle = new Throttle(), lines, temporal, warn = ignore } = surroundings;
  const { scheduledMs = 0, attemptScheduledMs = scheduledMs } = surroundings;
  const info: Partial<Info> = {
    attempt,
    scheduledTimestampMs: startedAtMs + scheduledMs,
    currentAttemptScheduledTimestampMs: startedAtMs + attemptScheduledMs,
    heartbeatDetails: record,
  };
  const client = {
    withAbortSignal: (_signal: AbortSignal, run: () => unknown) => run(),
    ...temporal,
    activity: {
      heartbeat: (_token: Uint8Array, details: unknown) =>
        writeAhead === undefined ? Promise.reject(new Error('no record was expected')) : writeAhead(details),
    },
  };
  const environment = new MockActivityEnvironment(info, { client: client as never, logger: { ...silent, warn } });
  const heartbeats: unknown[] = [];
  environment.on('heartbeat', (details) => heartbeats.push(details));
  const now = () => startedAtMs + (typeof nowMs === 'number' ? nowMs : nowMs());
  const activity = createStartOutboundVoiceContact({
    connect,
    now,
    random: () => random,
    throttle,
    ...(lines === undefined ? {} : { lines }),
  });
  return {
    heartbeats,
    cancel: environment.cancel,
    run: async (input: DialInput): Promise<PlacedContact> => {
      const answer = await environment.run<[DialInput], DialResult, typeof activity>(activity, input);
      if ('earlier' in answer) throw new Error('The attempt found an earlier run.');
      return answer;
    },
    /** The failure that the attempt ends with. */
    failure: async (input: DialInput): Promise<Error> => {
      const end: unknown = await environment.run(activity, input).catch((error: unknown) => error);
      if (!(end instanceof Error)) throw new Error('The attempt did not fail.');
      return end;
    },
  };
}

const ignore = () => undefined;
const silent = { log: ignore, trace: ignore, debug: ignore, info: ignore, warn: ignore, error: ignore };
