import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { numberOf } from '../../src/connect-simulator/index.js';
import { goDescriber, pythonDescriber, type Describer } from '../../tools/for-tests/other-languages.js';
import { aRequest } from '../support/requests.js';
import { bringAbout, type Row } from '../support/states.js';
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

describe('services in other languages', () => {
  let rows: Readonly<Record<string, Row>>;
  beforeAll(async () => {
    world.connect.configure({ timeScale: 0 });
    rows = await bringAbout(world, 'state-');
  });

  it.each(
    Object.entries(describers).flatMap(([language, found]) => (found === undefined ? [] : [{ language, found }])),
  )(
    '$language describes and lists calls, follow-ups and attempts in every state',
    async ({ found: { command, args } }) => {
      const ended = {
        waited: { CallPhase: 'ENDED', CallOutcome: 'ANSWERED' },
        followed: { CallPhase: 'ENDED', CallOutcome: 'BUSY', CallAttempt: 2 },
        'followed.1': { CallPhase: 'ENDED', CallOutcome: 'BUSY', CallAttempt: 1 },
        'followed.2': { CallPhase: 'ENDED', CallOutcome: 'BUSY', CallAttempt: 2 },
      };
      const expected: Readonly<Record<string, object>> = { ...ended, ...rows };
      const { address, namespace } = world.server;

      const { stdout } = await promisify(execFile)(command, [...args, address, namespace, ...Object.keys(expected)]);

      // Go's SDK logs to the same place.
      const found = JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as Record<'described' | 'listed', Found>;
      for (const [id, row] of Object.entries(expected))
        for (const attributes of [found.described[id], found.listed[id]]) {
          expect({ id, ...attributes }).toMatchObject({ id, ...inWords(row) });
          // What has been taken away is gone.
          const hold = id in rows && /waiting|follow-up$|paused/.test(id) ? (expect.any(String) as string) : undefined;
          expect({ id, hold: attributes?.['CallHoldReason'] }).toEqual({ id, hold });
        }
    },
  );
});

type Found = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

const inWords = (row: object): object =>
  Object.fromEntries(
    Object.entries(row).map(([name, value]: [string, unknown]) => [
      name,
      value instanceof RegExp ? (expect.stringMatching(value) as string) : value,
    ]),
  );
