import { afterAll, beforeAll, expect, it } from 'vitest';
import { keyOf, useKeys } from '../support/encryption-keys.js';
import { historyJson } from '../support/history.js';
import { tableOf, textOf } from '../support/markdown.js';
import { aRequest } from '../support/requests.js';
import { startWorld, type World } from '../support/world.js';

let world: World;
beforeAll(async () => {
  useKeys(keyOf('k1', 1));
  world = await startWorld({ timeScale: 20 });
  await world.startWorker();
  await world.startContactEvents();
});
afterAll(async () => {
  useKeys();
  await world[Symbol.asyncDispose]();
});

const encryptedEncoding = Buffer.from('binary/x-ringonce-aes256gcm').toString('base64');

/** Where payloads are in something that the server has answered, without numbers of lists: what is encrypted, and what is not. */
function payloadsIn(answer: unknown): { readonly encrypted: string[]; readonly plain: string[] } {
  const found = { encrypted: new Set<string>(), plain: new Set<string>() };
  const visit = (value: unknown, path: string): void => {
    if (value === null || typeof value !== 'object') return;
    const { metadata } = value as { readonly metadata?: { readonly encoding?: unknown } };
    const encoding = metadata?.encoding;
    if (encoding !== undefined && encoding !== null) {
      const text = typeof encoding === 'string' ? encoding : Buffer.from(encoding as Uint8Array).toString('base64');
      found[text === encryptedEncoding ? 'encrypted' : 'plain'].add(path);
      return;
    }
    for (const [name, member] of Object.entries(value))
      visit(
        member,
        Array.isArray(value) ? path : [path, name.replace(/EventAttributes$/, '')].filter(Boolean).join('.'),
      );
  };
  visit(answer, '');
  return { encrypted: [...found.encrypted], plain: [...found.plain] };
}

it('everything but search attributes is ciphertext in the raw histories, pending activities, memo and schedules', async () => {
  const { ringonce, connect } = world;
  const { client } = ringonce;
  const scheduled = { cron: '0 9 * * *', timeZone: 'America/Los_Angeles', request: aRequest() } as const;
  await ringonce.schedules.create('daily', scheduled);
  const inMs = (ms: number) => new Date(Date.now() + ms).toISOString();
  const answered = await ringonce.start('answered', aRequest(), { notBefore: inMs(3_600_000) });
  await answered.reschedule({ notBefore: inMs(1_000) });
  expect(await answered.result()).toMatchObject({ outcome: 'ANSWERED' });
  connect.inject({
    operation: 'StartOutboundVoiceContact',
    kind: 'error-before',
    error: 'AccessDeniedException',
    status: 403,
    match: { ClientToken: 'refused' },
  });
  await expect((await ringonce.start('refused', aRequest())).result()).rejects.toMatchObject({ code: 'CALL_REFUSED' });
  connect.inject({
    operation: 'StartOutboundVoiceContact',
    kind: 'throttle',
    times: 9,
    match: { ClientToken: 'throttled' },
  });
  const throttled = await ringonce.start('throttled', aRequest());
  const description = async () => (await client.workflow.getHandle('throttled').describe()).raw;
  await expect.poll(async () => (await description()).pendingActivities?.[0]?.lastFailure).toBeTruthy();
  const { raw } = await client.schedule.getHandle('daily').describe();

  const answers = [
    await historyJson(world, 'answered'),
    await historyJson(world, 'refused'),
    await description(),
    { schedule: raw },
  ].map(payloadsIn);
  await throttled.cancel();
  const encrypted = answers.flatMap((answer) => answer.encrypted);
  const plain = answers.flatMap((answer) => answer.plain);

  // The SDK's own note of a local activity: its name and times.
  const known = /searchAttributes\.indexedFields\.|^events\.markerRecorded\.details\.data\.payloads$/;
  expect([...new Set(plain)].filter((path) => !known.test(path))).toEqual([]);
  expect(plain.length).toBeGreaterThan(0);
  expect(encrypted).toEqual(
    expect.arrayContaining([
      'events.workflowExecutionStarted.input.payloads',
      'events.workflowExecutionStarted.memo.fields.ringonce-first-use',
      'events.userMetadata.summary',
      'events.userMetadata.details',
      'events.activityTaskScheduled.input.payloads',
      'events.activityTaskCompleted.result.payloads',
      'events.markerRecorded.details.result.payloads',
      'events.workflowExecutionUpdateAccepted.acceptedRequest.input.args.payloads',
      'events.workflowExecutionUpdateCompleted.outcome.success.payloads',
      'events.workflowExecutionCompleted.result.payloads',
      'events.workflowExecutionFailed.failure.encodedAttributes',
      'events.activityTaskFailed.failure.encodedAttributes',
      'pendingActivities.heartbeatDetails.payloads',
      'pendingActivities.lastFailure.encodedAttributes',
      'schedule.schedule.action.startWorkflow.input.payloads',
    ]),
  );
  const failures = JSON.stringify(await historyJson(world, 'refused'));
  expect(failures).toContain('AccessDeniedException');
  expect(failures).not.toContain('Amazon Connect refused');
});

it('the table in docs/encryption.md names what was seen', async () => {
  const rows = tableOf(await textOf('docs/encryption.md'), 'what');
  const isYes = rows.filter(([, how = '']) => how.startsWith('yes')).map(([what = '']) => what);
  expect(isYes.join('\n')).toMatch(
    /input and result[\s\S]*updates[\s\S]*failures[\s\S]*heartbeat[\s\S]*summaries[\s\S]*memo[\s\S]*schedule/,
  );
});
