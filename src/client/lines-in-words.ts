import type { LinesView } from '../contract/lines.js';

/** `9 of 10 busy, 213 waiting, oldest 4 min` */
export function linesInWords(view: LinesView, nowMs = Date.now()): string {
  const { lines, reserve, busy, waiting, waitingByPriority, oldestWaitsSince, notDialling } = view;
  const of = lines === 'unlimited' ? 'unlimited' : String(Math.max(0, lines - reserve));
  const kept = lines !== 'unlimited' && lines > 0 && reserve > 0 ? ` (${reserve} more in reserve)` : '';
  const oldest = oldestWaitsSince === undefined ? '' : `, oldest ${age(nowMs - Date.parse(oldestWaitsSince))}`;
  const priorities = Object.entries(waitingByPriority);
  const by =
    priorities.length < 2 ? '' : ` (${priorities.map(([key, calls]) => `priority ${key}: ${calls}`).join(', ')})`;
  const stopped = notDialling === undefined ? '' : `; not dialling now: ${notDialling}`;
  if (lines === 0) return `0 lines: nothing is dialled; ${busy} busy, ${waiting} waiting${by}${oldest}${stopped}`;
  return `${busy} of ${of} busy${kept}, ${waiting} waiting${by}${oldest}${stopped}`;
}

function age(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 120) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 120 ? `${minutes} min` : `${Math.round(minutes / 60)} h`;
}
