import { StartOutboundVoiceContactCommand } from '@aws-sdk/client-connect';
import { activityInfo, Context } from '@temporalio/activity';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { ActivityCompletionError, type WorkflowHandle } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { Worker, type WorkerOptions } from '@temporalio/worker';
import { createActivities, type Activities } from '../../activities/index.js';
import { startSimulator, type SettingsChange, type Simulator } from '../../src/connect-simulator/index.js';
import {
  searchAttributes,
  taskQueues,
  workflowTypes,
  type FollowUpPlan,
  type FollowUpResult,
} from '../../src/contract/index.js';
import { findTestServer } from '../../tools/for-tests/test-server.js';
import { workflowBundlePath } from '../../src/worker/prebuilt-bundle.js';
import { quietRuntime } from './quiet-runtime.js';
import { aRequest } from './requests.js';
import { localConnectClient } from './world.js';

const indexedValueTypes = { KEYWORD: 2, INT: 3, BOOL: 5, DATETIME: 6 } as const;

/**
 * Hours pass in seconds: Temporal's time-skipping server, and a local Connect on the same clock. The clock is everybody's, so tests run
 * one after the other. Time passes while somebody waits for a result, or in `environment.sleep`.
 */
export interface SkippedTime extends AsyncDisposable {
  readonly connect: Simulator;
  readonly environment: TestWorkflowEnvironment;
  /** Runs one call to its end; answers its result and when each attempt of its dial took place. */
  runCall(workflowId: string, ...args: readonly unknown[]): Promise<{ result: unknown; attemptedAtMs: number[] }>;
  /** Runs one follow-up to its end. */
  runFollowUp(workflowId: string, request: unknown, plan: FollowUpPlan): Promise<FollowUpResult>;
  startCall(workflowId: string, ...args: readonly unknown[]): Promise<WorkflowHandle>;
  startFollowUp(workflowId: string, ...args: readonly unknown[]): Promise<WorkflowHandle>;
  /** All workers, or those that do not dial. */
  startWorkers(which: { readonly dial: boolean }): Promise<SkippingWorkers>;
}

interface SkippingWorkers extends AsyncDisposable {
  readonly attemptedAtMs: number[];
}

export async function startSkippedTime(settings: SettingsChange = {}): Promise<SkippedTime> {
  quietRuntime();
  await loadConnectClient();
  const { path } = await findTestServer();
  const environment = await startTestServer(path);
  // The time-skipping server cannot pause: a dial that waits is then as it was asked about.
  const unpausable = () => Promise.resolve({});
  Object.assign(environment.nativeConnection.workflowService, {
    pauseActivity: unpausable,
    unpauseActivity: unpausable,
  });
  await environment.connection.operatorService.addSearchAttributes({
    namespace: environment.client.options.namespace,
    searchAttributes: Object.fromEntries(
      Object.entries(searchAttributes).map(([name, type]) => [name, indexedValueTypes[type]]),
    ),
  });
  // Read when an attempt begins: the local Connect asks in the midst of requests, and cannot wait for the server.
  let nowMs = await environment.currentTimeMs();
  const readClock = async () => (nowMs = Math.max(nowMs, await environment.currentTimeMs()));
  const plenty = { perSecond: 10_000, burst: 10_000 };
  const connect = await startSimulator({
    now: () => nowMs,
    settings: { rates: { StartOutboundVoiceContact: plenty, DescribeContact: plenty }, ...settings },
  });

  async function startWorkers({ dial: isDialling }: { readonly dial: boolean }): Promise<SkippingWorkers> {
    const attemptedAtMs: number[] = [];
    const { calls, dial, contacts } = createActivities({
      connect: localConnectClient(connect),
      now: () => nowMs,
      random: Math.random,
    });
    const startOutboundVoiceContact: Activities['startOutboundVoiceContact'] = async (input) => {
      attemptedAtMs.push(await readClock());
      return heartbeatDelivered(dial.startOutboundVoiceContact)(input);
    };
    const awaitContactEnd: Activities['awaitContactEnd'] = async (input) => {
      await readClock();
      return firstAttemptOver() ?? contacts.awaitContactEnd(input);
    };
    const start = async (options: Omit<WorkerOptions, 'connection'>) => {
      const worker = await Worker.create({ connection: environment.nativeConnection, ...options });
      const done = worker.run();
      return async () => {
        worker.shutdown();
        await done;
      };
    };
    const stops = await Promise.all([
      start({
        taskQueue: taskQueues.calls,
        workflowBundle: { codePath: workflowBundlePath },
        activities: calls,
      }),
      start({ taskQueue: taskQueues.contacts, activities: { ...contacts, awaitContactEnd } }),
      ...(isDialling ? [start({ taskQueue: taskQueues.dial, activities: { startOutboundVoiceContact } })] : []),
    ]);
    return {
      attemptedAtMs,
      async [Symbol.asyncDispose]() {
        await Promise.all(stops.map((stop) => stop()));
      },
    };
  }

  const start = (type: string, workflowId: string, args: readonly unknown[]) =>
    environment.client.workflow.start(type, { workflowId, taskQueue: taskQueues.calls, args: [...args] });
  return {
    connect,
    environment,
    startWorkers,
    startCall: (workflowId, ...args) => start(workflowTypes.outboundCall, workflowId, withoutLines(args)),
    startFollowUp: (workflowId, ...args) => start(workflowTypes.followUp, workflowId, attemptsWithoutLines(args)),
    async runCall(workflowId, ...args) {
      await using workers = await startWorkers({ dial: true });
      const handle = await start(workflowTypes.outboundCall, workflowId, withoutLines(args));
      return { result: await handle.result(), attemptedAtMs: workers.attemptedAtMs };
    },
    async runFollowUp(workflowId, ...args) {
      await using _ = await startWorkers({ dial: true });
      const handle = await start(workflowTypes.followUp, workflowId, attemptsWithoutLines(args));
      return (await handle.result()) as FollowUpResult;
    },
    async [Symbol.asyncDispose]() {
      await connect.close();
      await environment.teardown();
    },
  };
}

/**
 * The first request loads most of the AWS SDK. On a busy machine that takes longer than a dial's heartbeat timeout, and its attempt would
 * count as one that may have been sent.
 */
async function loadConnectClient(): Promise<void> {
  const connect = await startSimulator();
  await localConnectClient(connect).send(new StartOutboundVoiceContactCommand(aRequest()));
  await connect.close();
}

/** Lines are tested on the real server. */
const withoutLines = ([request, options]: readonly unknown[]) => [
  request,
  { lines: 'unlimited', ...(options as object) },
];

function attemptsWithoutLines([request, plan]: readonly unknown[]) {
  const { call, ...rest } = (plan ?? {}) as { readonly call?: object };
  return [request, { ...rest, call: { lines: 'unlimited', ...call } }];
}

/** The SDK gives it five seconds, which is not always enough while other tests start theirs. */
async function startTestServer(path: string, tries = 40): Promise<TestWorkflowEnvironment> {
  try {
    return await TestWorkflowEnvironment.createTimeSkipping({
      server: { executable: { type: 'existing-path', path } },
    });
  } catch (error) {
    if (tries <= 1) throw error;
    return startTestServer(path, tries - 1);
  }
}

/**
 * The real server takes the last heartbeat along with a failure. The time-skipping one does not, and the heartbeat races the
 * failure there; so here it is delivered first. An attempt that a busy machine holds up while it waits for its turn also says each second
 * that it is alive, with what stands on record: else it would count as one that may have been sent.
 */
function heartbeatDelivered(dial: Activities['startOutboundVoiceContact']): Activities['startOutboundVoiceContact'] {
  return async (input) => {
    const context = Context.current();
    const { taskToken } = context.info;
    let last: unknown = context.info.heartbeatDetails;
    let delivered = Promise.resolve();
    const deliver = (): void => {
      delivered = delivered.then(() => heartbeatTaken(() => context.client.activity.heartbeat(taskToken, last)));
    };
    Object.assign(context, { heartbeat: (details: unknown) => (last = details) });
    const alive = setInterval(deliver, 1_000);
    try {
      return await dial(input);
    } catch (error) {
      deliver();
      throw error;
    } finally {
      clearInterval(alive);
      await delivered;
    }
  };
}

/** One that is lost would make its attempt count as one that may have been sent. */
async function heartbeatTaken(heartbeat: () => Promise<void>, tries = 10): Promise<void> {
  try {
    await heartbeat();
  } catch (error) {
    if (tries > 1 && error instanceof ActivityCompletionError) await heartbeatTaken(heartbeat, tries - 1);
  }
}

/**
 * While an attempt waits to be completed from outside, the time-skipping server stands still. So the first attempt, which only waits
 * until its time limit, fails at once here and comes back when that limit would be over.
 */
function firstAttemptOver(): Promise<never> | undefined {
  const { attempt, startToCloseTimeoutMs } = activityInfo();
  if (attempt > 1) return undefined;
  const message = 'no contact event has come';
  return Promise.reject(ApplicationFailure.create({ message, nextRetryDelay: startToCloseTimeoutMs }));
}
