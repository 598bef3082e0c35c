import { activityInfo, Context } from '@temporalio/activity';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { ApplicationFailure } from '@temporalio/common';
import { Worker } from '@temporalio/worker';
import { createActivities, type Activities } from '../../activities/index.js';
import { startSimulator, type SettingsChange, type Simulator } from '../../src/connect-simulator/index.js';
import {
  searchAttributes,
  taskQueues,
  workflowTypes,
  type FollowUpPlan,
  type FollowUpResult,
} from '../../src/contract/index.js';
import { findTestServer } from '../../src/dev/test-server.js';
import { workflowBundlePath } from '../../src/worker/workflow-bundle-path.js';
import { quietRuntime } from './quiet-runtime.js';
import { localConnectClient } from './world.js';

const indexedValueTypes = { KEYWORD: 2, INT: 3, DATETIME: 6 } as const;

/**
 * Hours pass in seconds: Temporal's time-skipping server, and a local Connect on the same clock. The clock is everybody's, so tests run
 * one after the other.
 */
export interface SkippedTime extends AsyncDisposable {
  readonly connect: Simulator;
  readonly environment: TestWorkflowEnvironment;
  /** Runs one call to its end; answers its result and when each attempt of its dial took place. */
  runCall(workflowId: string, ...args: readonly unknown[]): Promise<{ result: unknown; attemptedAtMs: number[] }>;
  /** Runs one follow-up to its end. */
  runFollowUp(workflowId: string, request: unknown, plan: FollowUpPlan): Promise<FollowUpResult>;
}

export async function startSkippedTime(settings: SettingsChange = {}): Promise<SkippedTime> {
  quietRuntime();
  const { path } = await findTestServer();
  const environment = await startTestServer(path);
  await environment.connection.operatorService.addSearchAttributes({
    namespace: environment.client.options.namespace,
    searchAttributes: Object.fromEntries(
      Object.entries(searchAttributes).map(([name, type]) => [name, indexedValueTypes[type]]),
    ),
  });
  // Read when an attempt begins: the local Connect asks in the midst of requests, and cannot wait for the server.
  let nowMs = await environment.currentTimeMs();
  const readClock = () => (nowMs = Math.max(nowMs, activityInfo().currentAttemptScheduledTimestampMs));
  const plenty = { perSecond: 10_000, burst: 10_000 };
  const connect = await startSimulator({
    now: () => nowMs,
    settings: { rates: { StartOutboundVoiceContact: plenty, DescribeContact: plenty }, ...settings },
  });
  const run = async (workflowType: string, workflowId: string, args: readonly unknown[]) => {
    const attemptedAtMs: number[] = [];
    const now = () => {
      const atMs = readClock();
      attemptedAtMs.push(atMs);
      return atMs;
    };
    const {
      calls: localActivities,
      dial,
      contacts,
    } = createActivities({ connect: localConnectClient(connect), now, random: Math.random });
    const awaitContactEnd: Activities['awaitContactEnd'] = (input) => {
      readClock();
      return firstAttemptOver() ?? contacts.awaitContactEnd(input);
    };
    const common = { connection: environment.nativeConnection };
    const workers = await Promise.all([
      Worker.create({
        ...common,
        taskQueue: taskQueues.calls,
        workflowBundle: { codePath: workflowBundlePath },
        activities: localActivities,
      }),
      Worker.create({
        ...common,
        taskQueue: taskQueues.dial,
        activities: { startOutboundVoiceContact: heartbeatDelivered(dial.startOutboundVoiceContact) },
      }),
      Worker.create({
        ...common,
        taskQueue: taskQueues.contacts,
        activities: { ...contacts, awaitContactEnd },
      }),
    ]);
    const execution = environment.client.workflow.execute(workflowType, {
      workflowId,
      taskQueue: taskQueues.calls,
      args: [...args],
    });
    const [calls, dialling, watching] = workers;
    const result: unknown = await watching.runUntil(dialling.runUntil(calls.runUntil(execution)));
    return { result, attemptedAtMs };
  };
  return {
    connect,
    environment,
    runCall: (workflowId, ...args) => run(workflowTypes.outboundCall, workflowId, args),
    async runFollowUp(workflowId, ...args) {
      const { result } = await run(workflowTypes.followUp, workflowId, args);
      return result as FollowUpResult;
    },
    async [Symbol.asyncDispose]() {
      await connect.close();
      await environment.teardown();
    },
  };
}

/** The SDK gives it five seconds, which is not always enough while other tests start theirs. */
async function startTestServer(path: string, tries = 3): Promise<TestWorkflowEnvironment> {
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
 * failure there; so here it is delivered first.
 */
function heartbeatDelivered(dial: Activities['startOutboundVoiceContact']): Activities['startOutboundVoiceContact'] {
  return async (input) => {
    const context = Context.current();
    let last: unknown;
    Object.assign(context, { heartbeat: (details: unknown) => (last = details) });
    try {
      return await dial(input);
    } catch (error) {
      if (last !== undefined) await context.client.activity.heartbeat(context.info.taskToken, last);
      throw error;
    }
  };
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
