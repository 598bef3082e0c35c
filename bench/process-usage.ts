import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

export interface ProcessUsage {
  /** Resident memory. */
  readonly rssMB: number;
  /** Processor time since its start, in whole seconds. */
  readonly cpuS: number;
}

/** What another process takes, as `ps` of any Unix tells it. */
export async function usageOf(pid: number): Promise<ProcessUsage> {
  const { stdout } = await promisify(execFile)('ps', ['-o', 'rss=,time=', '-p', String(pid)]);
  const [rssKB = '', time = ''] = stdout.trim().split(/\s+/);
  return { rssMB: Number(rssKB) / 1024, cpuS: secondsOf(time) };
}

/** `[[days-]hours:]minutes:seconds`, the seconds with hundredths on some systems. */
function secondsOf(time: string): number {
  const [clock = '', days = '0'] = time.split('-').reverse();
  return clock.split(':').reduce((sum, part) => sum * 60 + Number(part), 0) + Number(days) * 86_400;
}
