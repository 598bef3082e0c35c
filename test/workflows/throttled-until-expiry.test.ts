import { activityInfo, Context } from '@temporalio/activity';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { Worker } from '@temporalio/worker';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createActivities, type Activities } from '../../activities/index.js';
import { searchAttributes, taskQueues, workflowTypes } from '../../src/contract/index.js';
import { startSimulator, type Simulator } from '../../src/connect-simulator/index.js';
import { findTestServer } from '../../src/dev/test-server.js';
import { workflowBundlePath } from '../../src/worker/workflow-bundle-path.js';
import { quietRuntime } from '../support/quiet-runtime.js';
import { aRequest } from '../support/requests.js';
import { localConnectClient } from '../support/world.js';

/** Hours pass in seconds: Temporal's time-skipping server. Its clock is everybody's, so these tests run one after the other. */
let environment: TestWorkflowEnvironment;
let connect: Simulator;
beforeAll(async () => {
  quietRuntime();
  const { path } = await findTestServer();
  environment = await TestWorkflowEnvironment.createTimeSkipping({
    server: { executable: { type: 'existing-path', path } },
  });
  await environment.connection.operatorService.addSearchAttributes({
    namespace: environment.client.options.namespace,
    searchAttributes: Object.fromEntries(Object.keys(searchAttributes).map((name) => [name, 2 /* KEYWORD */])),
  });
  connect = await startSimulator({
    settings: { rates: { StartOutboundVoiceContact: { perSecond: 10_000, burst: 10_000 } } },
  });
});
afterAll(async () => {
  await connect.close();
  await environment.teardown();
});

interface Run {
  readonly workflowId: string;
  readonly options?: object;
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

/** Runs one call to its end on the skipped clock; answers its result and when each attempt took place. */
async function runCall({ workflowId, options }: Run): Promise<{ result: unknown; attemptedAtMs: number[] }> {
  const attemptedAtMs: number[] = [];
  const now = () => {
    const atMs = activityInfo().currentAttemptScheduledTimestampMs;
    attemptedAtMs.push(atMs);
    return atMs;
  };
  const { startOutboundVoiceContact, haltDial } = createActivities({
    connect: localConnectClient(connect),
    now,
    random: Math.random,
  });
  const common = { connection: environment.nativeConnection };
  const workers = await Promise.all([
    Worker.create({ ...common, taskQueue: taskQueues.calls, workflowBundle: { codePath: workflowBundlePath } }),
    Worker.create({
      ...common,
      taskQueue: taskQueues.dial,
      activities: { startOutboundVoiceContact: heartbeatDelivered(startOutboundVoiceContact) },
    }),
    Worker.create({ ...common, taskQueue: taskQueues.contacts, activities: { haltDial } }),
  ]);
  const execution = environment.client.workflow.execute(workflowTypes.outboundCall, {
    workflowId,
    taskQueue: taskQueues.calls,
    args: [aRequest(), options ?? {}],
  });
  const [calls, dial, contacts] = workers;
  const result: unknown = await contacts.runUntil(dial.runUntil(calls.runUntil(execution)));
  return { result, attemptedAtMs };
}

it('throttled for two hours, until it expires: EXPIRED, and no phone rings', async () => {
  const expiresAtMs = (await environment.currentTimeMs()) + 2 * 3_600_000;
  connect.inject({
    operation: 'StartOutboundVoiceContact',
    kind: 'throttle',
    times: 10_000,
    match: { ClientToken: 'expires' },
  });

  const { result, attemptedAtMs } = await runCall({
    workflowId: 'expires',
    options: { expiresAt: new Date(expiresAtMs).toISOString() },
  });

  expect(result).toMatchObject({ outcome: 'EXPIRED' });
  expect(connect.ledger({ clientToken: 'expires' })).toEqual([]);
  const attemptsInTime = new Set(attemptedAtMs.filter((atMs) => atMs < expiresAtMs));
  // Patient, not idle: at least every 30 s until shortly before the end; and whoever came later sent nothing.
  expect(attemptsInTime.size).toBeGreaterThan(200);
  expect(Math.max(...attemptsInTime)).toBeGreaterThan(expiresAtMs - 60_000);
  expect(connect.requests({ clientToken: 'expires' })).toHaveLength(attemptsInTime.size);
});

it('throttled for hours and then accepted: PLACED with one ring, although its resend window is a minute', async () => {
  connect.clearFaults();
  connect.inject({
    operation: 'StartOutboundVoiceContact',
    kind: 'throttle',
    times: 400,
    match: { ClientToken: 'patient' },
  });

  const { result, attemptedAtMs } = await runCall({ workflowId: 'patient', options: { resendWindow: '1 minute' } });

  expect(result).toMatchObject({
    outcome: 'PLACED',
    ContactId: connect.ledger({ clientToken: 'patient' })[0]?.ContactId,
  });
  expect(connect.ledger({ clientToken: 'patient' })).toHaveLength(1);
  expect(Math.max(...attemptedAtMs) - Math.min(...attemptedAtMs)).toBeGreaterThan(2 * 3_600_000);
});
