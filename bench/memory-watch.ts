import { usageOf } from './process-usage.js';

export interface MemoryWatch extends Disposable {
  /** The most that the process has taken so far. */
  maxMB(): number;
}

/** Looks at a process's resident memory every second. */
export function watchMemory(pid: number): MemoryWatch {
  let maxMB = 0;
  const look = async () => {
    const { rssMB } = await usageOf(pid);
    maxMB = Math.max(maxMB, rssMB);
  };
  const timer = setInterval(() => void look().catch(() => undefined), 1_000);
  return { maxMB: () => maxMB, [Symbol.dispose]: () => clearInterval(timer) };
}
