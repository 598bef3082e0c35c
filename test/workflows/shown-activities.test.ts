import { afterAll, beforeAll, expect, it } from 'vitest';
import { callStatus } from '../../src/cli/call-status.js';
import { clockOf } from '../../src/cli/clock.js';
import { asJson, inWords } from '../../src/cli/call-in-words.js';
import { aRequest } from '../support/requests.js';
import { untilBackingOff } from '../support/until-backing-off.js';
import { startWorld, type World } from '../support/world.js';

let world: World;
beforeAll(async () => {
  world = await startWorld();
  await world.startWorker();
});
afterAll(() => world[Symbol.asyncDispose]());

it.each([
  {
    what: 'is throttled',
    id: 'shown-throttled',
    fault: { kind: 'throttle' },
    answer: /^Amazon Connect cannot take the call now; nothing rang: TooManyRequestsException \(HTTP 429\)/,
    mayBeRinging: false,
    says: 'no: nothing was placed',
  },
  {
    what: 'got a 5xx',
    id: 'shown-5xx',
    fault: { kind: 'error-after' },
    answer: /^No clear answer, the call may be placed; .*: InternalServiceException \(HTTP 500\)/,
    mayBeRinging: true,
    says: 'yes: a request is in flight, or may have arrived',
  },
] as const)(
  'a call whose dial $what shows attempts, last answer, next try and whether it may be ringing',
  async ({ id, fault, answer, mayBeRinging, says }) => {
    const operation = 'StartOutboundVoiceContact';
    world.connect.inject({ operation, times: 1000, match: { ClientToken: id }, ...fault });
    const call = await world.ringonce.start(id, aRequest());
    await untilBackingOff(world, id);

    // An attempt takes milliseconds, the pause after it a second or more.
    await expect
      .poll(async () => (await call.view()).dial)
      .toEqual({
        attempts: expect.any(Number) as number,
        lastAnswer: expect.stringMatching(answer) as string,
        nextTryAt: expect.any(String) as string,
        mayBeRinging,
      });
    const status = await callStatus(world.ringonce, id);
    expect(inWords(status, clockOf({ utc: true }))).toMatch(/attempts +\d+\n +last answer +.*HTTP/);
    expect(inWords(status, clockOf({ utc: true }))).toContain(says);
    expect(asJson(status)).toMatchObject({ dial: { mayBeRinging } });
    expect(inWords(status, clockOf({ utc: true }))).not.toContain('2065550100');
  },
);

it('a call whose turn has not come says that no attempt was made', async () => {
  await using idle = await startWorld();
  const worker = await idle.startWorker();
  await idle.ringonce.setRates({ dialsPerSecond: 0.001 });
  const calls = await Promise.all(['turn-1', 'turn-2', 'turn-3'].map((id) => idle.ringonce.start(id, aRequest())));
  await expect
    .poll(async () => (await Promise.all(calls.map((call) => call.view()))).filter(({ dial }) => dial?.attempts === 0))
    .not.toEqual([]);
  await worker.shutdown();
});

it.each([
  {
    what: 'goes on',
    id: 'shown-goes-on',
    fault: undefined,
    answer: /^Not answered yet; checked \d\d:\d\d:\d\d UTC, again in \d+ s/,
  },
  {
    what: 'may not be asked about',
    id: 'shown-denied',
    fault: { kind: 'error-before', error: 'AccessDeniedException' },
    answer: /AccessDeniedException.*Allow the worker's AWS role connect:DescribeContact on this instance\.$/,
  },
] as const)('a call whose contact $what shows what the last query came to, and the next one', async (given) => {
  const { id, fault, answer } = given;
  // Of a ring the dial limit is over soon, and from then on it is asked.
  const request = aRequest({ TrafficType: 'CAMPAIGN', RingTimeoutInSeconds: 15 });
  await using still = await startWorld({ timeScale: 0 });
  await still.startWorker();
  if (fault !== undefined) still.connect.inject({ operation: 'DescribeContact', times: 1000, ...fault });
  const call = await still.ringonce.start(id, request, { lookInterval: '5s' });
  expect((await call.view()).lastQuery).toBeUndefined();

  await expect
    .poll(async () => (await call.view()).lastQuery)
    .toEqual({ answer: expect.stringMatching(answer) as string, nextAt: expect.any(String) as string });
  const status = await callStatus(still.ringonce, id);
  expect(inWords(status, clockOf({ utc: true }))).toMatch(/last query +\S.*\n +next query +\d{4}-/);
  expect(asJson(status)).toMatchObject({ lastQuery: { answer: expect.stringMatching(answer) as string } });

  await call.cancel({ hangUp: true });
});
