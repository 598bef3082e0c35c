import { NativeConnection, Worker } from '@temporalio/worker';
import type { Activities } from '../../activities/index.js';
import { taskQueues } from '../../src/contract/index.js';
import { workflowBundlePath } from '../../src/worker/workflow-bundle-path.js';
import type { World } from './world.js';

export interface HandMadeWorkers extends AsyncDisposable {
  /** From here on nobody dials. */
  stopDialling(): Promise<void>;
}

/** Workers whose activities a test makes up; a queue whose activity is left out has no worker at all. */
export async function startHandMadeWorkers(world: World, activities: Partial<Activities>): Promise<HandMadeWorkers> {
  const connection = await NativeConnection.connect({ address: world.server.address });
  const { startOutboundVoiceContact, haltDial } = activities;
  const start = async (options: Partial<Parameters<typeof Worker.create>[0]> & { taskQueue: string }) => {
    const worker = await Worker.create({ connection, ...options });
    const done = worker.run();
    return async () => {
      if (worker.getState() === 'RUNNING') worker.shutdown();
      await done;
    };
  };
  const stopCalls = await start({ taskQueue: taskQueues.calls, workflowBundle: { codePath: workflowBundlePath } });
  const stopDial =
    startOutboundVoiceContact &&
    (await start({ taskQueue: taskQueues.dial, activities: { startOutboundVoiceContact } }));
  const stopContacts = haltDial && (await start({ taskQueue: taskQueues.contacts, activities: { haltDial } }));
  return {
    stopDialling: async () => stopDial?.(),
    async [Symbol.asyncDispose]() {
      await Promise.all([stopCalls(), stopDial?.(), stopContacts?.()]);
      await connection.close();
    },
  };
}
