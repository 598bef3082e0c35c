/** Rows as they are read, and how many of them were told. */
export interface RowsRead<T> {
  readonly rows: AsyncIterable<T>;
  /** A row has its verdict; counted from 1. */
  readonly tell: (row: number) => void;
  /** Bytes of the source up to the end of the row that was told last. */
  readonly bytesTold: () => number;
  /** Whether the source is exhausted, and each of its rows has been told. */
  readonly wereAll: (told: number) => boolean;
}

/** @param source whose `bytesTaken` tells the bytes up to the end of the row that was taken last */
export function rowsRead<T>(source: AsyncIterable<T> & { readonly bytesTaken: () => number }): RowsRead<T> {
  let taken = 0;
  let isExhausted = false;
  let bytesTold = 0;
  /** Of the rows under way, which are few. */
  const endsAtByte = new Map<number, number>();
  async function* rows(): AsyncGenerator<T, void, undefined> {
    for await (const row of source) {
      taken++;
      endsAtByte.set(taken, source.bytesTaken());
      yield row;
    }
    isExhausted = true;
  }
  const tell = (row: number): void => {
    bytesTold = endsAtByte.get(row) ?? bytesTold;
    endsAtByte.delete(row);
  };
  return { rows: rows(), tell, bytesTold: () => bytesTold, wereAll: (told) => isExhausted && told === taken };
}
