import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { numberOf } from '../../src/connect-simulator/index.js';
import { goDescriber, pythonDescriber, type Describer } from '../../tools/for-tests/other-languages.js';
import { aRequest } from '../support/requests.js';
import { startWorld, type World } from '../support/world.js';

/**
 * Services in other languages describe calls and follow-ups. A search attribute that had been taken away with `null` stayed as JSON null, and
 * Python's SDK could not describe any call that had ever waited.
 */
const describers: Readonly<Record<string, Describer | undefined>> = {
  Python: await pythonDescriber(),
  Go: await goDescriber(),
};
for (const [language, describer] of Object.entries(describers))
  if (describer === undefined) console.warn(`${language} is not installed: its SDK is not tried`);

let world: World;
beforeAll(async () => {
  world = await startWorld({ timeScale: 60 });
  await world.startWorker();
  await world.startContactEvents();

  const soon = new Date(Date.now() + 2_000).toISOString();
  const call = await world.ringonce.start('waited', aRequest(), { notBefore: soon });
  const request = aRequest({ DestinationPhoneNumber: numberOf('busy') });
  const followUp = await world.ringonce.followUp('followed', request, {
    maxAttempts: 2,
    onOutcome: { BUSY: { wait: ['1s'] } },
  });
  const paused = await world.ringonce.followUp('paused', aRequest(), { notBefore: '2126-01-01T00:00:00Z' });
  await paused.pause();
  await Promise.all([call.result(), followUp.result()]);
});
afterAll(() => world[Symbol.asyncDispose]());

it.runIf(describers['Python'] !== undefined)(
  'a start from Python with None for what is not set is the same call as one without, and Connect sees no null',
  async () => {
    const { command, args } = describers['Python'] as Describer;
    const { address, namespace } = world.server;
    const request = {
      ...aRequest(),
      QueueId: null,
      Attributes: { lang: 'en', region: null },
      AnswerMachineDetectionConfig: { EnableAnswerMachineDetection: null },
    };
    const options = { expiresAt: null, callingHours: null, priority: null };
    const script = args.map((path) => path.replace('describe.py', 'start.py'));

    const texts = [request, options].map((argument) => JSON.stringify(argument));
    const { stdout } = await promisify(execFile)(command, [...script, address, namespace, 'nulls', ...texts]);

    expect(JSON.parse(stdout)).toMatchObject({ outcome: 'ANSWERED' });
    const { events } = await world.ringonce.client.workflow.getHandle('nulls').fetchHistory();
    const inputs = (events ?? []).flatMap(({ activityTaskScheduledEventAttributes: activity }) =>
      activity?.activityType?.name === 'startOutboundVoiceContact' ? (activity.input?.payloads ?? []) : [],
    );
    expect(inputs.map(({ data }) => Buffer.from(data ?? []).toString())).toEqual([
      expect.not.stringMatching(/:null/) as string,
    ]);
    const without = aRequest({ Attributes: { lang: 'en' }, AnswerMachineDetectionConfig: {} });
    expect(await world.ringonce.start('nulls', without)).toMatchObject({ state: 'finished' });
  },
);

const ours = ({ CallPhase, CallOutcome, CallAttempt, CallHoldReason, CallNextAttemptAt }: Record<string, unknown>) => ({
  CallPhase,
  CallOutcome,
  CallAttempt,
  CallHoldReason,
  CallNextAttemptAt,
});

it.each(Object.entries(describers).flatMap(([language, found]) => (found === undefined ? [] : [{ language, found }])))(
  '$language describes a call that has waited, follow-ups that wait and have ended, and attempts',
  async ({ found: { command, args } }) => {
    const ids = ['waited', 'followed', 'followed.1', 'followed.2', 'paused'];
    const { address, namespace } = world.server;

    const { stdout } = await promisify(execFile)(command, [...args, address, namespace, ...ids]);

    // Go's SDK logs to the same place.
    const described = JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as Record<string, Record<string, unknown>>;
    expect(Object.fromEntries(ids.map((id) => [id, ours(described[id] ?? {})]))).toEqual({
      waited: { CallPhase: 'ENDED', CallOutcome: 'ANSWERED' },
      followed: { CallPhase: 'ENDED', CallOutcome: 'BUSY', CallAttempt: 2 },
      'followed.1': { CallPhase: 'ENDED', CallOutcome: 'BUSY', CallAttempt: 1 },
      'followed.2': { CallPhase: 'ENDED', CallOutcome: 'BUSY', CallAttempt: 2 },
      paused: { CallPhase: 'WAITING', CallAttempt: 1, CallHoldReason: 'PAUSED' },
    });
  },
);
