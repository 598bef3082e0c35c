import { fileURLToPath } from 'node:url';
import { StartOutboundVoiceContactCommand } from '@aws-sdk/client-connect';
import { CompleteAsyncError } from '@temporalio/activity';
import { Client, Connection } from '@temporalio/client';
import { ApplicationFailure, ApplicationFailureCategory, defaultPayloadConverter } from '@temporalio/common';
import { NativeConnection, Worker } from '@temporalio/worker';
import { pino } from 'pino';
import { ContactEventTaker, type EventFate } from '../../src/contact-events/contact-event-taker.js';
import { createContactQueries } from '../../src/contact-events/contact-queries.js';
import { startSimulator, type Simulator } from '../../src/connect-simulator/index.js';
import { outcomeActivityId, type FollowedContact } from '../../src/contract/contact.js';
import { callIdAttribute } from '../../src/contract/index.js';
import type { StartOutboundVoiceContactRequest } from '../../src/contract/request.js';
import { startTemporalServer, type TemporalServer } from '../../src/dev/temporal-server.js';
import { quietRuntime } from '../support/quiet-runtime.js';
import { aRequest } from '../support/requests.js';
import { localConnectClient } from '../support/world.js';
import { anEvent } from './an-event.js';
import { dialAnswered, type followContact, type Following } from './follow-workflow.js';

const taskQueue = 'contact-events-test';
const plenty = { perSecond: 1_000_000, burst: 1_000_000 };

export interface PlacedContact {
  readonly InstanceId: string;
  readonly ContactId: string;
  /** When Amazon Connect took it, epoch milliseconds. */
  readonly atMs: number;
}

/** A Temporal server with calls that wait for their outcome, and a local Connect whose time the test moves. */
export interface EventsWorld extends AsyncDisposable {
  readonly server: TemporalServer;
  readonly connect: Simulator;
  readonly client: Client;
  /** Moves the local Connect's time. */
  pass(seconds: number): void;
  /** Starts a call, and waits until it is where the test wants it. */
  startCall(callId: string, following?: Partial<Following>): Promise<void>;
  answerDial(callId: string): Promise<void>;
  outcomeOf(callId: string): Promise<FollowedContact>;
  /** The heartbeat details of the activity `outcome`. */
  sightingOf(callId: string): Promise<unknown>;
  /** A contact with the call's attribute, by a request of its own. */
  place(callId: string | undefined, change?: Partial<StartOutboundVoiceContactRequest>): Promise<PlacedContact>;
  /** A process that takes events: its own memory, its own log. */
  startTaker(change?: Partial<TakerSettings>): TestTaker;
}

interface TakerSettings {
  readonly queriesPerSecond: number;
  readonly abort: AbortSignal;
  readonly client: Client;
  readonly connect: Pick<Simulator, 'url'>;
  /** Called instead of waiting. */
  readonly onWait: (ms: number) => void;
}

export interface TestTaker {
  readonly taker: ContactEventTaker;
  readonly logLines: string[];
  /** Takes an event of a contact. */
  readonly tell: (
    eventType: string,
    contact: Pick<PlacedContact, 'ContactId'>,
    detail?: object,
  ) => Promise<EventFate['is']>;
}

export async function startEventsWorld(): Promise<EventsWorld> {
  quietRuntime();
  let nowMs = Date.parse('2026-03-02T17:00:00Z');
  const connect = await startSimulator({
    now: () => nowMs,
    settings: { lines: 100_000, rates: { StartOutboundVoiceContact: plenty, DescribeContact: plenty } },
  });
  const server = await startTemporalServer({ ports: 'free', ui: false });
  const connection = await Connection.connect({ address: server.address });
  const client = new Client({ connection, namespace: server.namespace });
  const native = await NativeConnection.connect({ address: server.address });
  const worker = await Worker.create({
    connection: native,
    taskQueue,
    workflowsPath: fileURLToPath(new URL('./follow-workflow.ts', import.meta.url)),
    activities: { awaitContactEnd },
  });
  const running = worker.run();
  const aws = localConnectClient(connect);
  const pendingOutcome = async (callId: string) => {
    const { raw } = await client.workflow.getHandle(callId).describe();
    return raw.pendingActivities?.find(({ activityId }) => activityId === outcomeActivityId);
  };
  const untilWaiting = async (callId: string, outcome: Following['outcome']): Promise<void> => {
    for (;;) {
      const pending = await pendingOutcome(callId);
      // An attempt that failed is counted on; one that is completed by somebody else stays the first, started.
      if (outcome === 'backing-off' ? (pending?.attempt ?? 0) >= 2 : pending?.lastStartedTime != null) return;
    }
  };

  return {
    server,
    connect,
    client,
    pass: (seconds) => void (nowMs += seconds * 1000),
    async startCall(callId, { dial = 'answered', outcome = 'asynchronous' } = {}) {
      await client.workflow.start<typeof followContact>('followContact', {
        workflowId: callId,
        taskQueue,
        args: [{ dial, outcome }],
      });
      if (dial === 'answered') await untilWaiting(callId, outcome);
    },
    async answerDial(callId) {
      await client.workflow.getHandle(callId).signal(dialAnswered);
      await untilWaiting(callId, 'asynchronous');
    },
    outcomeOf: (callId) => client.workflow.getHandle<typeof followContact>(callId).result(),
    async sightingOf(callId) {
      const details = (await pendingOutcome(callId))?.heartbeatDetails?.payloads?.[0];
      return details && defaultPayloadConverter.fromPayload(details);
    },
    async place(callId, change = {}) {
      const Attributes = { ...change.Attributes, ...(callId === undefined ? {} : { [callIdAttribute]: callId }) };
      const request = aRequest({ ...change, Attributes });
      const { ContactId = '' } = await aws.send(new StartOutboundVoiceContactCommand(request));
      return { InstanceId: request.InstanceId, ContactId, atMs: nowMs };
    },
    startTaker({
      queriesPerSecond = 10_000,
      abort = new AbortController().signal,
      onWait = () => undefined,
      ...settings
    } = {}) {
      const logLines: string[] = [];
      const taker = new ContactEventTaker({
        client: settings.client ?? client,
        query: createContactQueries({
          connect: localConnectClient(settings.connect ?? connect),
          queriesPerSecond,
          abort,
        }),
        wait: (ms) => {
          onWait(ms);
          return Promise.resolve();
        },
        logger: pino({ level: 'trace' }, { write: (line: string) => void logLines.push(line) }),
      });
      return {
        taker,
        logLines,
        tell: async (eventType, { ContactId }, detail = {}) =>
          (
            await taker.take(
              anEvent({ eventType, ContactId, InstanceId: aRequest().InstanceId, detail: { ...detail } }),
            )
          ).is,
      };
    },
    async [Symbol.asyncDispose]() {
      worker.shutdown();
      await running;
      await native.close();
      await connection.close();
      await connect.close();
      await server.close();
    },
  };
}

/** As a call's own activity does: the first attempt leaves its completion to others. */
function awaitContactEnd(how: Following['outcome']): Promise<FollowedContact> {
  if (how === 'asynchronous') throw new CompleteAsyncError();
  throw ApplicationFailure.create({
    message: 'not over yet',
    nextRetryDelay: '1 hour',
    category: ApplicationFailureCategory.BENIGN,
  });
}
