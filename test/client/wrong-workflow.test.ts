import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { linesWorkflowId } from '../../src/contract/names.js';
import { aRequest } from '../support/requests.js';
import { startWorld, type World } from '../support/world.js';

let world: World;
beforeAll(async () => {
  world = await startWorld({ timeScale: 10_000 });
});
afterAll(() => world[Symbol.asyncDispose]());

const ringonce = () => world.ringonce;
const inAnHour = () => new Date(Date.now() + 3_600_000).toISOString();

describe('what is asked of the wrong kind of workflow is refused by its kind, and changes nothing', () => {
  beforeAll(async () => {
    await world.startWorker();
    await ringonce().start('a-call', aRequest(), { notBefore: inAnHour() });
    await (await ringonce().start('an-ended-call', aRequest(), { tracking: 'none' })).result();
    await ringonce().followUp('a-follow-up', aRequest(), { notBefore: inAnHour() });
    await ringonce().lines.set(aRequest().InstanceId, { lines: 10 });
  });

  it.each(['a-call', 'an-ended-call'])('pause, resume and call-now on %s', async (id) => {
    const followUp = ringonce().followUpOf(id);
    const error = { code: 'WRONG_WORKFLOW_TYPE', message: `${id} is a call, not a follow-up.` };
    await expect(followUp.pause()).rejects.toMatchObject(error);
    await expect(followUp.resume()).rejects.toMatchObject(error);
    await expect(followUp.callNow()).rejects.toMatchObject(error);
    await expect(followUp.cancel()).rejects.toMatchObject(error);
  });

  it('what only a call understands, asked of a follow-up', async () => {
    const call = ringonce().call('a-follow-up');
    const error = { code: 'WRONG_WORKFLOW_TYPE', message: 'a-follow-up is a follow-up, not a call.' };
    await expect(call.contactId()).rejects.toMatchObject(error);
    await expect(call.result()).rejects.toMatchObject(error);
    await expect(call.cancel()).rejects.toMatchObject(error);
    expect((await ringonce().followUpOf('a-follow-up').view()).phase).toBe('WAITING');
  });

  it('the workflow of an instance’s lines', async () => {
    const workflowId = linesWorkflowId(aRequest().InstanceId);
    await expect(ringonce().callOrFollowUp(workflowId)).rejects.toThrow(
      `${workflowId} is the workflow of an instance's lines, neither a call nor a follow-up.`,
    );
  });

  it.each(['outboundcall', 'OutboundCallWorkflow', 'outbound_call'])(
    'a workflow that another language has started as %s',
    async (type) => {
      const workflowId = `misspelt-${type}`;
      await ringonce().client.workflow.start(type, { workflowId, taskQueue: 'ringonce', args: [aRequest()] });
      await expect(ringonce().callOrFollowUp(workflowId)).rejects.toThrow(
        `is a workflow of the type ${type}, neither a call nor a follow-up. No worker runs that type: terminate it, and start outboundCall under another ID.`,
      );
    },
  );

  it('a pause while an attempt is under way says that it is paused, and what goes on', async () => {
    world.connect.configure({ timeScale: 0 });
    const followUp = await ringonce().followUp('paused-while-calling', aRequest());
    await world.connect.untilRings(1, { clientToken: 'paused-while-calling.1' });

    expect(await followUp.pause()).toMatchObject({ phase: 'CALLING', isPaused: true });
    const { timeline } = await followUp.view();
    expect(timeline.at(-1)?.what).toBe('Paused: no further attempt until it is resumed; the attempt under way goes on');
    expect((await followUp.resume()).isPaused).toBeUndefined();
    world.connect.configure({ timeScale: 10_000 });
  });
});

describe('a workflow that nobody answers for', () => {
  it('on a task queue that no worker of ringonce serves is told by that queue', async () => {
    await ringonce().client.workflow.start('outboundCall', {
      workflowId: 'wrong-queue',
      taskQueue: 'ring-once',
      args: [aRequest()],
    });
    await expect(ringonce().call('wrong-queue').reschedule({ notBefore: inAnHour() })).rejects.toThrow(
      /It waits on the task queue ring-once, and workers of ringonce serve ringonce: terminate it/,
    );
  });

  it('without any worker is told so', async () => {
    await using idle = await startWorld();
    await idle.ringonce.followUp('nobody-works', aRequest());
    await expect(idle.ringonce.followUpOf('nobody-works').pause()).rejects.toThrow(
      /No worker serves its task queue ringonce\. Start one: ringonce worker\./,
    );
  });
});
