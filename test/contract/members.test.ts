import type { Client } from '@temporalio/client';
import { expect, it } from 'vitest';
import { checkRow } from '../../src/client/preview.js';
import { connectRingonce, loadConnectionSettings, previewCall, RingonceClient } from '../../src/client/index.js';
import { judgeRows } from '../../src/batch/judge-rows.js';
import { startContactEvents } from '../../src/contact-events/index.js';
import { startWorker } from '../../src/worker/index.js';
import { aRequest } from '../support/requests.js';

/** Asked nothing at all: whatever is refused here is refused before Temporal hears of it. */
const client = new Proxy({} as unknown as Client, {
  get: (_, name) => {
    if (name === 'workflow') return { getHandle: () => asked };
    if (name === 'schedule') return { getHandle: () => ({ describe: () => Promise.resolve(aSchedule) }) };
    return asked;
  },
});
const asked = new Proxy(
  {},
  {
    get: (_, name) => {
      throw new Error(`Temporal was asked: ${String(name)}`);
    },
  },
);
const aSchedule = { scheduleId: 'recall', action: { workflowType: 'outboundCall' } };
const ringonce = new RingonceClient(client);
const call = ringonce.call('order-1');
const followUp = ringonce.followUpOf('order-1');
const request = aRequest();
const connection = { address: '127.0.0.1:1', namespace: 'default', connectionOptions: {} };

/** What JavaScript lets through, and TypeScript does not. */
const untyped = (value: unknown): never => value as never;

interface Row {
  readonly what: string;
  readonly does: () => unknown;
  readonly message: string;
}

const rows: readonly Row[] = [
  {
    what: 'a preview of calling hours outside options, which answered now at night',
    does: () => ringonce.preview(request, untyped({ callingHours: { preset: 'us-tcpa' } })),
    message: 'The second argument of preview holds options or plan. callingHours: is unknown',
  },
  {
    what: 'a preview without a client',
    does: () => previewCall(request, untyped({ option: {} })),
    message: 'The second argument of preview holds options or plan. option: is unknown; did you mean options?',
  },
  {
    what: 'a start with calling hours outside options',
    does: () => ringonce.start('order-1', request, untyped({ callinghours: {} })),
    message:
      'The call cannot be placed; nothing was dialled. options.callinghours: is unknown; did you mean callingHours?',
  },
  {
    what: 'a follow-up with an option that its plan has under call',
    does: () => ringonce.followUp('order-1', request, untyped({ maxAttempt: 3 })),
    message: 'The call cannot be placed; nothing was dialled. plan.maxAttempt: is unknown; did you mean maxAttempts?',
  },
  {
    what: 'a cancellation with hangup, which left the conversation to end',
    does: () => call.cancel(untyped({ hangup: true })),
    message: 'Nothing was cancelled. hangup: is unknown; did you mean hangUp?',
  },
  {
    what: 'a cancellation with true alone',
    does: () => call.cancel(untyped(true)),
    message: 'Nothing was cancelled. the input must be an object',
  },
  {
    what: 'a cancellation with a text for true',
    does: () => call.cancel(untyped({ hangUp: 'yes' })),
    message: 'Nothing was cancelled. hangUp: must be true or false, is a string',
  },
  {
    what: "a call's cancellation of a follow-up",
    does: () => followUp.cancel(untyped({ hangUp: true })),
    message: 'Nothing was cancelled. hangUp: is unknown',
  },
  {
    what: 'a cancellation of a follow-up with hangUp for hang-up',
    does: () => followUp.cancel(untyped({ callInProgress: 'hangUp' })),
    message: 'Nothing was cancelled. callInProgress: must be stop or leave or hang-up',
  },
  {
    what: 'an attempt now with ignoreHours',
    does: () => followUp.callNow(untyped({ ignoreCallinghours: true })),
    message: 'No attempt was made. ignoreCallinghours: is unknown; did you mean ignoreCallingHours?',
  },
  {
    what: 'a batch with parallel rows under another name',
    does: () => ringonce.startBatch([], untyped({ concurency: 2 })),
    message: 'Nothing was started. concurency: is unknown; did you mean concurrency?',
  },
  {
    what: 'a batch with no row at a time',
    does: () => ringonce.startBatch([], { concurrency: 0 }),
    message: 'Nothing was started. concurrency: must be 1 or more',
  },
  {
    what: 'rates with who set them',
    does: () => ringonce.setRates(untyped({ dialsPerSecond: 2, identity: 'somebody' })),
    message: 'The rates stay as they are. identity: is unknown',
  },
  {
    what: 'a schedule with a member of a call',
    does: () => ringonce.schedules.create('recall', untyped({ request, cron: '0 9 * * *', timezone: 'UTC' })),
    message:
      'The call cannot be placed; nothing was dialled. timeZone: is required; timezone: is unknown; did you mean timeZone?',
  },
  {
    what: 'a connection whose namespace would be default',
    does: () => connectRingonce(untyped({ address: '127.0.0.1:1', nameSpace: 'prod', connectionOptions: {} })),
    message: "Temporal's connection settings cannot be used: nameSpace: is unknown; did you mean namespace?",
  },
  {
    what: 'a connection without a namespace, which would be default',
    does: () => connectRingonce(untyped({ address: '127.0.0.1:1' })),
    message: "Temporal's connection settings cannot be used: namespace, connectionOptions: is required",
  },
  {
    what: 'a profile under another name',
    does: () => loadConnectionSettings(untyped({ profil: 'prod' })),
    message: "Temporal's connection settings cannot be used: profil: is unknown; did you mean profile?",
  },
  {
    what: 'a worker with a connection under another name',
    does: () => startWorker(untyped({ connections: connection })),
    message: 'The worker was not started. connections: is unknown; did you mean connection?',
  },
  {
    what: 'a worker with a rate, which is the server’s to have',
    does: () => startWorker(untyped({ connection, dialsPerSecond: 1 })),
    message: 'The worker was not started. dialsPerSecond: is unknown',
  },
  {
    what: 'contact events with a queue under another name',
    does: () => startContactEvents(untyped({ connection, sqs: {} })),
    message: 'No events are taken. sqs: is unknown',
  },
  {
    what: 'contact events with one secret',
    does: () => startContactEvents(untyped({ connection, http: { host: 'localhost', port: 0, secret: 'x' } })),
    message: 'No events are taken. secret: is unknown; did you mean secrets?',
  },
];

it.each(rows)('refused before anything is done: $what', async ({ does, message }) => {
  const error: unknown = await Promise.resolve()
    .then(does)
    .catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ message });
});

it('a row of a batch with members that nobody reads is invalid, and the others go on', async () => {
  const rows = [
    { workflowId: 'row-1', request, callingHours: { preset: 'us-tcpa' } },
    { workflowId: 'row-2', request, plans: {} },
    { workflowId: 'row-3', request, options: { tracking: 'none' }, plan: {} },
    { workflowId: 'row-4', request, options: null },
  ];
  const verdicts: unknown[] = [];
  for await (const verdict of judgeRows(untyped(rows), { judge: checkRow, concurrency: 2 })) verdicts.push(verdict);
  expect(verdicts).toMatchObject([
    { verdict: 'invalid', issues: [{ member: 'callingHours', message: 'is unknown' }] },
    { verdict: 'invalid', issues: [{ member: 'plans', message: 'is unknown; did you mean plan?' }] },
    { verdict: 'invalid', issues: [{ member: 'options', message: 'stand in plan.call: leave one of them out' }] },
    { verdict: 'valid' },
  ]);
});

it('instances of classes are taken, and null for what is not set', async () => {
  class Settings {
    readonly options = null;
    readonly plan = null;
  }
  expect(await ringonce.preview(request, untyped(new Settings()))).toMatchObject({ dial: 'now' });
});
