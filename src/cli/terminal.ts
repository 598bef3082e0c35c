// What passes between a command and the terminal: stdout, stderr, signals.

import { closedPipeExitCode, interruptedExitCode } from './errors.js';

/** What was asked for: stdout, and nothing else goes there. */
export function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** The same with line ends of its own. */
export function write(text: string): void {
  process.stdout.write(text);
}

/** What the caller should know beside it: stderr. */
export function note(text: string): void {
  process.stderr.write(`${withoutMarks(text)}\n`);
}

/** Commands within a sentence are marked as in Markdown for the Temporal UI; a terminal would show the marks. */
const withoutMarks = (text: string): string => text.replace(/`([^`\n]+)`/g, '"$1"');

/** Resolves when all that was written to the stream so far has gone out. */
export function written(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => {
    stream.write('', () => resolve());
  });
}

/** Ends the process in silence when nobody reads what it prints any more, as in `ringonce list | head`. */
export function endWithClosedPipe(): void {
  for (const stream of [process.stdout, process.stderr])
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EPIPE') process.exit(closedPipeExitCode);
      throw error;
    });
}

/** Ctrl-C while a command waits for something that goes on without it. */
export function onInterrupt(say: string): void {
  process.once('SIGINT', () => {
    note(say);
    process.exit(interruptedExitCode);
  });
}

/** Resolves with the first SIGINT or SIGTERM. From then on a further signal is the caller's, or ends the process. */
export function untilSignal(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    const signals = ['SIGINT', 'SIGTERM'] as const;
    const listener = (signal: NodeJS.Signals): void => {
      for (const name of signals) process.off(name, listener);
      resolve(signal);
    };
    for (const name of signals) process.on(name, listener);
  });
}
