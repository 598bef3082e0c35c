import { pino, type Logger } from 'pino';
import { PinoPretty } from 'pino-pretty';

export type { Logger };

/** Structured logs on stderr: JSON lines for machines, readable lines on a terminal. */
export function createLogger(): Logger {
  const level = process.env['RINGONCE_LOG_LEVEL'] ?? 'info';
  if (process.stderr.isTTY) return pino({ level }, PinoPretty({ destination: 2, ignore: 'pid,hostname', sync: true }));
  return pino({ level, base: { name: 'ringonce' } }, pino.destination({ dest: 2, sync: true }));
}
