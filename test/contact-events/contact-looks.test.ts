import { expect, it } from 'vitest';
import { createLooks, type LookFor } from '../../src/contact-events/contact-looks.js';
import { localConnectClient } from '../support/world.js';
import { connectAnswering } from './connect-answering.js';

/** One look goes out, and the next ones wait until the test is over. */
async function onlyOneLook() {
  const server = await connectAnswering({ InitiationMethod: 'API' });
  const ending = new AbortController();
  const look = createLooks({ connect: localConnectClient(server), looksPerSecond: 0.001, abort: ending.signal });
  return {
    ending,
    lookAt: (number: number, lookFor: LookFor = 'end') => look({ InstanceId: 'i', ContactId: `c-${number}` }, lookFor),
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

it('refuses to let more than 500 contacts wait, and lets none wait when it is to end', async () => {
  await using world = await onlyOneLook();
  const { ending, lookAt } = world;

  const first = lookAt(0);
  const waiting = Array.from({ length: 500 }, (_, index) => lookAt(index + 1).catch((error: unknown) => error));
  const sameAgain = lookAt(1).catch((error: unknown) => error);
  const tooMany = lookAt(501);

  await expect(tooMany).rejects.toMatchObject({ code: 'LOOKS_BUSY' });
  expect(await first).toMatchObject({ isPlacedByApi: true });
  ending.abort(new Error('ending'));
  const ended = new Set([...(await Promise.all(waiting)), await sameAgain]);
  expect(ended).toEqual(new Set([new Error('ending')]));
  await expect(lookAt(502)).rejects.toThrow('ending');
});

it('lets no sighting wait behind more than two others, so that none holds up an end for long', async () => {
  await using world = await onlyOneLook();
  const { ending, lookAt } = world;

  await lookAt(0);
  const waiting = [lookAt(1, 'sighting'), lookAt(2), lookAt(3, 'sighting')];
  const outcomes = Promise.allSettled(waiting);

  await expect(lookAt(4, 'sighting')).rejects.toMatchObject({ code: 'LOOKS_BUSY' });
  const end = Promise.allSettled([lookAt(4)]);

  ending.abort(new Error('ending'));
  expect([...(await outcomes), ...(await end)]).toEqual(
    Array.from({ length: 4 }, () => ({ status: 'rejected', reason: new Error('ending') })),
  );
});
