import { expect, it } from 'vitest';
import { createLooks } from '../../src/contact-events/contact-looks.js';
import { localConnectClient } from '../support/world.js';
import { connectAnswering } from './connect-answering.js';

it('refuses to let more than 500 contacts wait, and lets none wait when it is to end', async () => {
  await using server = await connectAnswering({ InitiationMethod: 'API' });
  const ending = new AbortController();
  const look = createLooks({
    connect: localConnectClient(server),
    looksPerSecond: 0.001,
    abort: ending.signal,
  });
  const lookAt = (number: number) => look({ InstanceId: 'i', ContactId: `c-${number}` });

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
