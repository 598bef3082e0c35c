import { NativeConnection, Worker } from '@temporalio/worker';
import { decideAdmission } from '../../activities/decide-admission.js';
import { checkEarlierRuns } from '../../activities/check-earlier-runs.js';
import { createActivities, type Activities, type LocalActivities } from '../../activities/index.js';
import type { AdmissionAnswer, AdmissionInput } from '../../src/contract/admission.js';
import { taskQueues } from '../../src/contract/index.js';
import { workflowBundlePath } from '../../src/worker/prebuilt-bundle.js';
import { localConnectClient, type World } from './world.js';

export interface HandMadeWorkers extends AsyncDisposable {
  /** From here on nobody dials. */
  stopDialling(): Promise<void>;
  /** Workflows stand still while `act` is under way; what happens meanwhile reaches them at once, together. */
  whileStandingStill(act: () => Promise<void>): Promise<void>;
}

/**
 * Workers whose activities a test makes up; a queue whose activities are left out has no worker at all. Local activities are the real ones
 * where none is made up.
 */
export async function startHandMadeWorkers(
  world: World,
  activities: Partial<Activities & LocalActivities>,
): Promise<HandMadeWorkers> {
  const connection = await NativeConnection.connect({ address: world.server.address });
  const { startOutboundVoiceContact, decideAdmission: madeUp, ...contacts } = activities;
  const start = async (options: Partial<Parameters<typeof Worker.create>[0]> & { taskQueue: string }) => {
    // What a worker that has been stopped was to do comes to its successor this much later.
    const worker = await Worker.create({ connection, stickyQueueScheduleToStartTimeout: '1s', ...options });
    const done = worker.run();
    return async () => {
      if (worker.getState() === 'RUNNING') worker.shutdown();
      await done;
    };
  };
  const startCalls = () =>
    start({
      taskQueue: taskQueues.calls,
      workflowBundle: { codePath: workflowBundlePath },
      activities: { decideAdmission: madeUp ?? decideAdmission, checkEarlierRuns },
    });
  let stopCalls = await startCalls();
  const stopDial =
    startOutboundVoiceContact &&
    (await start({ taskQueue: taskQueues.dial, activities: { startOutboundVoiceContact } }));
  const stopContacts =
    Object.keys(contacts).length > 0
      ? await start({ taskQueue: taskQueues.contacts, activities: contacts })
      : undefined;
  return {
    stopDialling: async () => stopDial?.(),
    async whileStandingStill(act) {
      await stopCalls();
      await act();
      stopCalls = await startCalls();
    },
    async [Symbol.asyncDispose]() {
      await Promise.all([stopCalls(), stopDial?.(), stopContacts?.()]);
      await connection.close();
    },
  };
}

/** The activities that workers have, at the world's local Connect. */
export function realActivities({ connect }: World, now = Date.now): ReturnType<typeof createActivities> {
  return createActivities({ connect: localConnectClient(connect), now, random: () => 1 });
}

/**
 * The real decisions, which a test can hold back, to send a message in the midst of one. All of them until the release: a busy worker that
 * misses the workflow task's timeout makes a decision anew, and that one must not go through.
 */
export function holdableDecisions() {
  let held: Promise<void> | undefined;
  let begin = (): void => undefined;
  return {
    decideAdmission: async (input: AdmissionInput): Promise<AdmissionAnswer> => {
      begin();
      await held;
      return decideAdmission(input);
    },
    /** `begun` resolves when it is held back. */
    hold(): { readonly begun: Promise<void>; release: () => void } {
      let letGo = (): void => undefined;
      held = new Promise<void>((resolve) => (letGo = resolve));
      const release = (): void => {
        held = undefined;
        letGo();
      };
      return { begun: new Promise<void>((isBegun) => (begin = isBegun)), release };
    },
  };
}
