/** Rows as they are read, and whether any were left out. */
export interface RowsRead<T> {
  readonly rows: AsyncIterable<T>;
  /** Whether the source is exhausted, and each of its rows has been told. */
  readonly wereAll: (told: number) => boolean;
}

export function rowsRead<T>(source: AsyncIterable<T>): RowsRead<T> {
  let taken = 0;
  let isExhausted = false;
  async function* rows(): AsyncGenerator<T, void, undefined> {
    for await (const row of source) {
      taken++;
      yield row;
    }
    isExhausted = true;
  }
  return { rows: rows(), wereAll: (told) => isExhausted && told === taken };
}
