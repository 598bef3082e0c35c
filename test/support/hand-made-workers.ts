import { NativeConnection, Worker } from '@temporalio/worker';
import type { Activities, LocalActivities } from '../../activities/index.js';
import { taskQueues } from '../../src/contract/index.js';
import { workflowBundlePath } from '../../src/worker/workflow-bundle-path.js';
import type { World } from './world.js';

export interface HandMadeWorkers extends AsyncDisposable {
  /** From here on nobody dials. */
  stopDialling(): Promise<void>;
  /** Workflows stand still while `act` is under way; what happens meanwhile reaches them at once, together. */
  whileStandingStill(act: () => Promise<void>): Promise<void>;
}

/** Workers whose activities a test makes up; a queue whose activity is left out has no worker at all. */
export async function startHandMadeWorkers(
  world: World,
  activities: Partial<Activities>,
  localActivities?: LocalActivities,
): Promise<HandMadeWorkers> {
  const connection = await NativeConnection.connect({ address: world.server.address });
  const { startOutboundVoiceContact, ...contacts } = activities;
  const start = async (options: Partial<Parameters<typeof Worker.create>[0]> & { taskQueue: string }) => {
    const worker = await Worker.create({ connection, ...options });
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
      ...(localActivities === undefined ? {} : { activities: localActivities }),
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
