import { expect, it } from 'vitest';
import { createContactQueries, type QueryPurpose } from '../../src/contact-events/contact-queries.js';
import { localConnectClient } from '../support/world.js';
import { connectAnswering } from './connect-answering.js';

/** One query goes out, and the next ones wait until the test is over. */
async function onlyOneQuery() {
  const server = await connectAnswering({ InitiationMethod: 'API' });
  const ending = new AbortController();
  const query = createContactQueries({
    connect: localConnectClient(server),
    queriesPerSecond: 0.001,
    abort: ending.signal,
  });
  return {
    ending,
    ask: (number: number, purpose: QueryPurpose = 'end') =>
      query({ InstanceId: 'i', ContactId: `c-${number}` }, purpose),
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

it('refuses to let more than 500 contacts wait, and lets none wait when it is to end', async () => {
  await using world = await onlyOneQuery();
  const { ending, ask } = world;

  expect(await ask(0)).toMatchObject({ isPlacedByApi: true });
  const waiting = Array.from({ length: 500 }, (_, index) => ask(index + 1).catch((error: unknown) => error));
  const sameAgain = ask(1).catch((error: unknown) => error);
  const tooMany = ask(501);

  await expect(tooMany).rejects.toMatchObject({ code: 'LOOKS_BUSY' });
  ending.abort(new Error('ending'));
  const ended = new Set([...(await Promise.all(waiting)), await sameAgain]);
  expect(ended).toEqual(new Set([new Error('ending')]));
  await expect(ask(502)).rejects.toThrow('ending');
});

it('refuses to let more than 10 sightings wait, so that ends find room', async () => {
  await using world = await onlyOneQuery();
  const { ending, ask } = world;

  await ask(0);
  const sightings = Array.from({ length: 10 }, (_, index) => ask(index + 1, 'sighting'));
  const outcomes = Promise.allSettled([...sightings, ask(12)]);

  await expect(ask(11, 'sighting')).rejects.toMatchObject({ code: 'LOOKS_BUSY' });

  ending.abort(new Error('ending'));
  expect(await outcomes).toEqual(
    Array.from({ length: 11 }, () => ({ status: 'rejected', reason: new Error('ending') })),
  );
});

/** Twice as many as ends, sightings held these up where the quota permits few queries, and with them the lines of the calls. */
it('asks about ends before sightings that have waited longer', async () => {
  await using server = await connectAnswering({ InitiationMethod: 'API' });
  const { signal: abort } = new AbortController();
  const query = createContactQueries({ connect: localConnectClient(server), queriesPerSecond: 10, abort });
  const ask = (ContactId: string, purpose: QueryPurpose) => query({ InstanceId: 'i', ContactId }, purpose);

  // All at once: the first takes the turn that is free, however long its answer takes.
  await Promise.all([
    ask('first', 'sighting'),
    ask('seen-1', 'sighting'),
    ask('seen-2', 'sighting'),
    ask('ended-1', 'end'),
    ask('ended-2', 'end'),
  ]);

  expect(server.asked).toEqual(['first', 'ended-1', 'ended-2', 'seen-1', 'seen-2']);
});
