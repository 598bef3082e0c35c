import { SingleBar } from 'cli-progress';
import { note } from './print.js';

export interface BatchProgress extends Disposable {
  /** One more row has its verdict. */
  count(verdict: string): void;
  readonly rows: number;
  /** `1,204 rows: 1,200 started, 4 invalid` */
  inWords(): string;
  /** Gives the terminal back as it was, and goes on in plain lines. */
  goOnInLines(): void;
}

interface Source {
  /** Bytes of the rows that have their verdict: those of a small file are all read before the first one is judged. */
  readonly bytesJudged: () => number;
  /** Of the whole file; undefined when nobody knows, as of a pipe. */
  readonly bytes: number | undefined;
  /** Without a bar, on a terminal too: something else is written there. */
  readonly asLines: boolean;
}

const lineEveryMs = 5_000;

/** Temporal does not answer, or nobody writes the rows: whoever looks on should notice. */
const quietFromMs = 10_000;

/** Tells on stderr how far a batch is: a bar on a terminal, else a line now and then. */
export function startBatchProgress({ bytesJudged, bytes, asLines }: Source): BatchProgress {
  const counts = new Map<string, number>();
  let lastAtMs = performance.now();
  const rows = (): number => [...counts.values()].reduce((sum, count) => sum + count, 0);
  const inWords = (): string => {
    const each = [...counts].map(([verdict, count]) => `${count.toLocaleString('en')} ${verdict}`);
    const sum = `${rows().toLocaleString('en')} ${rows() === 1 ? 'row' : 'rows'}`;
    return [sum, each.join(', ')].filter(Boolean).join(': ');
  };
  const soFar = (): string => {
    const quietMs = performance.now() - lastAtMs;
    return quietMs < quietFromMs ? inWords() : `${inWords()} (none for ${Math.round(quietMs / 1000)} s)`;
  };
  const start = (shown: Shown): Disposable => {
    const timer = setInterval(() => shown.show(bytesJudged(), soFar()), shown.everyMs).unref();
    const stop = (): void => {
      clearInterval(timer);
      shown.stop(bytesJudged(), inWords());
    };
    return { [Symbol.dispose]: stop };
  };
  let running = start(process.stderr.isTTY && bytes !== undefined && !asLines ? startBar(bytes) : startLines());
  const stop = (): void => running[Symbol.dispose]();
  return {
    count: (verdict) => {
      counts.set(verdict, (counts.get(verdict) ?? 0) + 1);
      lastAtMs = performance.now();
    },
    get rows() {
      return rows();
    },
    inWords,
    goOnInLines: () => {
      stop();
      running = start(startLines());
    },
    [Symbol.dispose]: stop,
  };
}

interface Shown {
  readonly everyMs: number;
  show(bytes: number, words: string): void;
  stop(bytes: number, words: string): void;
}

/** By bytes: how many rows a file has is known only when it has been read. */
function startBar(bytes: number): Shown {
  const bar = new SingleBar({ format: '{bar} {percentage}%  {words}', hideCursor: true, stream: process.stderr });
  bar.start(bytes, 0, { words: '' });
  const show = (bytesJudged: number, words: string): void => bar.update(bytesJudged, { words });
  return {
    everyMs: 200,
    show,
    stop: (bytesJudged, words) => {
      show(bytesJudged, words);
      bar.stop();
    },
  };
}

const startLines = (): Shown => ({
  everyMs: lineEveryMs,
  show: (_bytes, words) => note(words),
  stop: () => undefined,
});
