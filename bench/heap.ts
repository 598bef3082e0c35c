import type { CallKindName } from './call-kinds.js';
import { runChild } from './children.js';

export interface HeapOptions {
  readonly address: string;
  readonly kind: CallKindName;
  readonly warmUpCalls: number;
  readonly calls: number;
}

/** What `heap-child.ts` sends. */
export interface HeapFigures {
  readonly heapBytesPerCall: number;
}

const timeoutMs = 120_000;

/**
 * JavaScript heap that one more cached workflow takes, in a process of its own. No worker may serve the dial queue: the workflows are
 * to stay where a call spends its time, waiting for the dial.
 */
export async function measureHeap({ address, kind, warmUpCalls, calls }: HeapOptions): Promise<HeapFigures> {
  const figures = await runChild({
    script: new URL('./heap-child.ts', import.meta.url),
    args: [address, kind, String(warmUpCalls), String(calls)],
    nodeOptions: [...process.execArgv, '--expose-gc'],
    timeoutMs,
  });
  return figures as HeapFigures;
}
