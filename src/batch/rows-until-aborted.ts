/** The rows, one after the other; none any more once the signal is given, even while the next one is waited for. */
export async function* rowsUntilAborted<T>(
  rows: Iterable<T> | AsyncIterable<T>,
  signal: AbortSignal,
): AsyncGenerator<T, void, undefined> {
  const iterator = Symbol.asyncIterator in rows ? rows[Symbol.asyncIterator]() : rows[Symbol.iterator]();
  let isDone = false;
  try {
    while (!signal.aborted) {
      const next = await unlessAborted(Promise.resolve(iterator.next()), signal);
      isDone = next?.done === true;
      if (next === undefined || next.done === true) return;
      yield next.value;
    }
  } finally {
    // Not awaited: a source that waits for its next row would answer only then.
    if (!isDone) void Promise.resolve(iterator.return?.()).catch(() => undefined);
  }
}

/**
 * Undefined when the signal is given first. A listener for each wait, taken off again: one promise for the whole batch would keep every
 * wait in memory.
 */
export function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T | undefined> {
  return new Promise((resolve, reject) => {
    const onAbort = (): void => resolve(undefined);
    signal.addEventListener('abort', onAbort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}
