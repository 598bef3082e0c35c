import { afterAll, beforeAll, expect, it } from 'vitest';
import { historyJson } from '../support/history.js';
import { aRequest } from '../support/requests.js';
import { startWorld, type World } from '../support/world.js';

let world: World;
beforeAll(async () => {
  world = await startWorld();
  await world.startWorker();
});
afterAll(() => world[Symbol.asyncDispose]());

const personal = {
  DestinationPhoneNumber: '+12065550100',
  SourcePhoneNumber: '+12065550199',
  Name: 'Ann Example',
  Description: 'about her knee',
  Attributes: { reason: 'broken knee' },
};
const inClear = /2065550100|2065550199|Ann Example|knee/;

/** A history without the payloads that hold the request: the workflow's input and the dial's. They are what encryption is for. */
async function historyWithoutInputs(id: string): Promise<string> {
  const json = await historyJson(world, id);
  for (const event of json.events) {
    delete event.workflowExecutionStartedEventAttributes?.input;
    delete event.activityTaskScheduledEventAttributes?.input;
  }
  // Payload data is base64: read it too.
  return JSON.stringify(json, (key, value: unknown) =>
    key === 'data' && typeof value === 'string' ? Buffer.from(value, 'base64').toString() : value,
  );
}

it.each([
  { how: 'placed', id: 'privacy-1', change: {} },
  { how: 'refused, quoting the number', id: 'privacy-2', change: {} },
  { how: 'placed after a lost answer', id: 'privacy-3', change: {} },
])('a call that is $how tells no number or name outside its inputs', async ({ id, change }) => {
  const operation = 'StartOutboundVoiceContact';
  if (id === 'privacy-2')
    world.connect.inject({
      operation,
      kind: 'error-before',
      error: 'AccessDeniedException',
      status: 403,
      match: { ClientToken: id },
    });
  if (id === 'privacy-3') world.connect.inject({ operation, kind: 'error-after', match: { ClientToken: id } });

  const call = await world.ringonce.start(id, aRequest({ ...personal, ...change }), { tracking: 'none' });
  await call.result().catch(() => undefined);

  const { raw, ...described } = await world.ringonce.client.workflow.getHandle(id).describe();
  const view = await call.view();
  expect(await historyWithoutInputs(id)).not.toMatch(inClear);
  expect(
    JSON.stringify({ view, memo: described.memo, searchAttributes: raw.workflowExecutionInfo?.searchAttributes }),
  ).not.toMatch(inClear);
  expect(view.destination).toBe('+1 206 ••• ••00');
});

it('a call that is followed, and stopped, tells no number or name outside its inputs', async () => {
  const intake = await world.startContactEvents();
  const call = await world.ringonce.start('privacy-5', aRequest(personal));
  await call.contactId();

  expect(await call.cancel()).toMatchObject({ is: 'stopped' });

  expect(await call.result()).toMatchObject({ outcome: 'CANCELLED' });
  expect(await historyWithoutInputs('privacy-5')).not.toMatch(inClear);
  expect(JSON.stringify(await call.view())).not.toMatch(inClear);
  await intake.shutdown();
});

it('an invalid request tells no value in its failure', async () => {
  const handle = await world.ringonce.client.workflow.start('outboundCall', {
    workflowId: 'privacy-4',
    taskQueue: 'ringonce',
    args: [
      { ...personal, DestinationPhoneNumber: '12065550100', Name: `Ann Example${'x'.repeat(2000)}`, '+12065550100': 1 },
    ],
  });
  await handle.result().catch(() => undefined);

  expect(await historyWithoutInputs('privacy-4')).not.toMatch(inClear);
});

it('reads as a story in the Temporal UI: summaries, details and current details in words', async () => {
  const call = await world.ringonce.start('story-1', aRequest(personal), { tracking: 'none' });
  const ContactId = await call.contactId();
  await call.result();
  const handle = world.ringonce.client.workflow.getHandle('story-1');

  const { staticSummary, staticDetails } = await handle.describe().then(async (description) => ({
    staticSummary: await description.staticSummary(),
    staticDetails: await description.staticDetails(),
  }));
  const { currentDetails } = await handle.query<{ currentDetails: string }>('__temporal_workflow_metadata');
  const { events } = await handle.fetchHistory();
  const summaries = (events ?? []).flatMap(({ userMetadata, activityTaskScheduledEventAttributes }) =>
    activityTaskScheduledEventAttributes == null
      ? []
      : [JSON.parse(Buffer.from(userMetadata?.summary?.data ?? []).toString()) as string],
  );

  expect(summaries).toEqual(['Dial +1 206 ••• ••00']);
  expect(staticSummary).toBe('Call +1 206 ••• ••00');
  expect(staticDetails).toContain('DestinationPhoneNumber: +1 206 ••• ••00');
  expect(currentDetails).toContain(`Amazon Connect accepted the call: contact ${ContactId}`);
  expect(`${staticDetails ?? ''} ${currentDetails}`).not.toMatch(inClear);
});
