/** A row that has its place behind earlier ones of the same ID. */
export interface RowInTurn<T> {
  readonly row: T;
  /** Resolves when the row before it with the same ID has ended; undefined when none is under way. */
  readonly earlier: Promise<void> | undefined;
  /** To be called when the row has ended. */
  readonly end: () => void;
}

/**
 * Gives rows of one ID their places in the order of the rows, before anything runs beside anything else: of two of them the first
 * counts. IDs are forgotten when their last row has ended.
 */
export async function* rowsInTurns<T>(
  rows: AsyncIterable<T>,
  idOf: (row: T) => string | undefined,
): AsyncGenerator<RowInTurn<T>, void, undefined> {
  const underWay = new Map<string, Promise<void>>();
  for await (const row of rows) {
    const id = idOf(row);
    if (id === undefined) {
      yield { row, earlier: undefined, end: () => undefined };
      continue;
    }
    const earlier = underWay.get(id);
    let resolve = (): void => undefined;
    const ended = new Promise<void>((resolved) => (resolve = resolved));
    underWay.set(id, ended);
    const end = (): void => {
      if (underWay.get(id) === ended) underWay.delete(id);
      resolve();
    };
    yield { row, earlier, end };
  }
}
