import { Readable } from 'node:stream';
import { expect, it } from 'vitest';
import { rowsRead } from '../../src/cli/rows-read.js';

it('a batch whose last rows end after Ctrl-C has left none out', async () => {
  const { rows, wereAll } = rowsRead(Readable.from([1, 2]));

  const iterator = rows[Symbol.asyncIterator]();
  await iterator.next();
  await iterator.next();
  expect(wereAll(2)).toBe(false);
  await iterator.next();

  // One that was read and given up has no verdict.
  expect([wereAll(1), wereAll(2)]).toEqual([false, true]);
});
