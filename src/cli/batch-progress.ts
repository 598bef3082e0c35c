import { SingleBar } from 'cli-progress';
import { note } from './print.js';

export interface BatchProgress extends Disposable {
  /** One more row has its verdict. */
  count(verdict: string): void;
  /** `1,204 rows: 1,200 started, 4 invalid` */
  inWords(): string;
}

interface Source {
  /** Bytes read so far. */
  readonly bytesRead: () => number;
  /** Of the whole file; undefined when nobody knows, as of a pipe. */
  readonly bytes: number | undefined;
}

const lineEveryMs = 5_000;

/** Tells on stderr how far a batch is: a bar on a terminal, else a line now and then. */
export function startBatchProgress({ bytesRead, bytes }: Source): BatchProgress {
  const counts = new Map<string, number>();
  const inWords = (): string => {
    const rows = [...counts.values()].reduce((sum, count) => sum + count, 0);
    const each = [...counts].map(([verdict, count]) => `${count.toLocaleString('en')} ${verdict}`);
    return [`${rows.toLocaleString('en')} ${rows === 1 ? 'row' : 'rows'}`, each.join(', ')].filter(Boolean).join(': ');
  };
  const count = (verdict: string): void => void counts.set(verdict, (counts.get(verdict) ?? 0) + 1);
  const shown = process.stderr.isTTY && bytes !== undefined ? startBar(bytes) : startLines();
  const show = (): void => shown.show(bytesRead(), inWords());
  const timer = setInterval(show, shown.everyMs).unref();
  const stop = (): void => {
    clearInterval(timer);
    shown.stop(bytesRead(), inWords());
  };
  return { count, inWords, [Symbol.dispose]: stop };
}

interface Shown {
  readonly everyMs: number;
  show(bytesRead: number, words: string): void;
  stop(bytesRead: number, words: string): void;
}

/** By bytes: how many rows a file has is known only when it has been read. */
function startBar(bytes: number): Shown {
  const bar = new SingleBar({ format: '{bar} {percentage}%  {words}', hideCursor: true, stream: process.stderr });
  bar.start(bytes, 0, { words: '' });
  const show = (bytesRead: number, words: string): void => bar.update(bytesRead, { words });
  return {
    everyMs: 200,
    show,
    stop: (bytesRead, words) => {
      show(bytesRead, words);
      bar.stop();
    },
  };
}

const startLines = (): Shown => ({
  everyMs: lineEveryMs,
  show: (_bytesRead, words) => note(words),
  stop: () => undefined,
});
