import { expect, it } from 'vitest';
import { rowsRead } from '../../src/cli/rows-read.js';
import { allOf } from '../support/all-of.js';

/** Of ten bytes each. */
function twoRows() {
  let bytesTaken = 0;
  async function* rows() {
    for (const row of [1, 2]) {
      bytesTaken += 10;
      yield await Promise.resolve(row);
    }
  }
  const source = rows();
  return { [Symbol.asyncIterator]: () => source, bytesTaken: () => bytesTaken };
}

it('a batch whose last rows end after Ctrl-C has left none out', async () => {
  const { rows, wereAll } = rowsRead(twoRows());

  const iterator = rows[Symbol.asyncIterator]();
  await iterator.next();
  await iterator.next();
  expect(wereAll(2)).toBe(false);
  await iterator.next();

  // One that was read and given up has no verdict.
  expect([wereAll(1), wereAll(2)]).toEqual([false, true]);
});

/** The bar read 100 % from its first refresh: a small file is read before its first row is started. */
it('a file that was read ahead is as far as its rows were told', async () => {
  const { rows, tell, bytesTold } = rowsRead(twoRows());
  expect(await allOf(rows)).toEqual([1, 2]);

  const before = bytesTold();
  tell(1);
  const afterOne = bytesTold();
  tell(2);

  expect([before, afterOne, bytesTold()]).toEqual([0, 10, 20]);
});
