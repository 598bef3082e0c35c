import { expect, it } from 'vitest';
import { createLooks, type LookFor } from '../../src/contact-events/contact-looks.js';
import { localConnectClient } from '../support/world.js';
import { connectAnswering } from './connect-answering.js';

/** One look goes out, and the next ones wait until the test is over. */
async function onlyOneLook() {
  const server = await connectAnswering({ InitiationMethod: 'API' });
  const ending = new AbortController();
  const look = createLooks({ connect: localConnectClient(server), queriesPerSecond: 0.001, abort: ending.signal });
  return {
    ending,
    lookAt: (number: number, lookFor: LookFor = 'end') => look({ InstanceId: 'i', ContactId: `c-${number}` }, lookFor),
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

it('refuses to let more than 500 contacts wait, and lets none wait when it is to end', async () => {
  await using world = await onlyOneLook();
  const { ending, lookAt } = world;

  expect(await lookAt(0)).toMatchObject({ isPlacedByApi: true });
  const waiting = Array.from({ length: 500 }, (_, index) => lookAt(index + 1).catch((error: unknown) => error));
  const sameAgain = lookAt(1).catch((error: unknown) => error);
  const tooMany = lookAt(501);

  await expect(tooMany).rejects.toMatchObject({ code: 'LOOKS_BUSY' });
  ending.abort(new Error('ending'));
  const ended = new Set([...(await Promise.all(waiting)), await sameAgain]);
  expect(ended).toEqual(new Set([new Error('ending')]));
  await expect(lookAt(502)).rejects.toThrow('ending');
});

it('refuses to let more than 10 sightings wait, so that ends find room', async () => {
  await using world = await onlyOneLook();
  const { ending, lookAt } = world;

  await lookAt(0);
  const sightings = Array.from({ length: 10 }, (_, index) => lookAt(index + 1, 'sighting'));
  const outcomes = Promise.allSettled([...sightings, lookAt(12)]);

  await expect(lookAt(11, 'sighting')).rejects.toMatchObject({ code: 'LOOKS_BUSY' });

  ending.abort(new Error('ending'));
  expect(await outcomes).toEqual(
    Array.from({ length: 11 }, () => ({ status: 'rejected', reason: new Error('ending') })),
  );
});

/** Twice as many as ends, sightings held these up where the quota permits few looks, and with them the lines of the calls. */
it('looks at ends before sightings that have waited longer', async () => {
  await using server = await connectAnswering({ InitiationMethod: 'API' });
  const { signal: abort } = new AbortController();
  const look = createLooks({ connect: localConnectClient(server), queriesPerSecond: 10, abort });
  const order: string[] = [];
  const lookAt = async (ContactId: string, lookFor: LookFor) => {
    await look({ InstanceId: 'i', ContactId }, lookFor);
    order.push(ContactId);
  };

  await lookAt('first', 'sighting');
  await Promise.all([
    lookAt('seen-1', 'sighting'),
    lookAt('seen-2', 'sighting'),
    lookAt('ended-1', 'end'),
    lookAt('ended-2', 'end'),
  ]);

  expect(order).toEqual(['first', 'ended-1', 'ended-2', 'seen-1', 'seen-2']);
});
