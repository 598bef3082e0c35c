// What `start-batch` tells a person: how far it is, and at the end why rows were not taken.

import { SingleBar } from 'cli-progress';
import { note } from './terminal.js';
import type { Verdict } from './verdict-file.js';

export interface BatchProgress extends Disposable {
  /** One more row has its result. */
  count(verdict: string): void;
  readonly rows: number;
  /** `1,204 rows: 1,200 started, 4 invalid` */
  inWords(): string;
  /** Gives the terminal back as it was, and goes on in plain lines. */
  goOnInLines(): void;
}

interface Source {
  /** Bytes of the rows that have their result. A small file is read to its end before the first row has one. */
  readonly bytesJudged: () => number;
  /** Of the whole file; undefined when nobody knows, as of a pipe. */
  readonly bytes: number | undefined;
  /** Without a bar, also on a terminal: something else is written there. */
  readonly asLines: boolean;
}

const lineEveryMs = 5_000;

/** Temporal does not answer, or nobody writes the rows: a person should notice. */
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

const shown = 3;

/** Messages of Temporal may differ for each row; the file of results has them all. */
const mostReasons = 1000;

/** Why rows were not taken, or ended without a ring: for the end of a batch. */
export function createBatchReasons() {
  const counts = new Map<string, number>();
  let warnings = 0;
  return {
    count: (verdict: Verdict): void => {
      if (verdict.warning !== undefined) warnings++;
      for (const reason of new Set(reasonsOf(verdict)))
        if (counts.has(reason) || counts.size < mostReasons) counts.set(reason, (counts.get(reason) ?? 0) + 1);
    },
    /** The most frequent reasons, a line each, without values; and how many rows have a warning. */
    lines: (): string[] => {
      const ranked = [...counts].sort(([, a], [, b]) => b - a);
      const others = ranked.length - shown;
      return [
        ...ranked.slice(0, shown).map(([reason, count]) => `  ${count.toLocaleString('en')} × ${reason}`),
        ...(others > 0 ? [`  and ${others} other ${others === 1 ? 'reason' : 'reasons'}: see the results`] : []),
        ...(warnings > 0
          ? [
              `  ${warnings.toLocaleString('en')} × warning: an earlier row has this number under another ID; the person may be called twice`,
            ]
          : []),
      ];
    },
  };
}

function reasonsOf({ verdict, issues = [], members = [], reason, nothingRang, outcome }: Verdict): string[] {
  switch (verdict) {
    case 'invalid':
      return issues.map(({ member, message }) => `invalid: ${[member, message].filter(Boolean).join(': ')}`);
    case 'conflict':
      return [`conflict: ${reason ?? `the ID stands for a request with another ${members.join(', ')}`}`];
    case 'failed':
      return [`failed: ${reason ?? 'Temporal does not say why'}`];
    default:
      return nothingRang === true ? [`finished without a ring: ${outcome ?? 'failed or terminated'}`] : [];
  }
}

/**
 * Rows as they are read, and how far their results have come.
 * @param source whose `bytesTaken` counts the bytes up to the end of the row that was taken last
 */
export function rowsRead<T>(source: AsyncIterable<T> & { readonly bytesTaken: () => number }) {
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
  return {
    rows: rows(),
    /** A row has its result; counted from 1. */
    tell: (row: number): void => {
      bytesTold = endsAtByte.get(row) ?? bytesTold;
      endsAtByte.delete(row);
    },
    /** Bytes of the source up to the end of the row whose result came last. */
    bytesTold: (): number => bytesTold,
    /** Whether the source is exhausted, and each of its rows has its result. */
    wereAll: (told: number): boolean => isExhausted && told === taken,
  };
}
