/** What was asked for: stdout, and nothing else goes there. */
export function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** What the caller should know beside it: stderr. */
export function note(text: string): void {
  process.stderr.write(`${atTheTerminal(text)}\n`);
}

/** Commands within a sentence are marked as in Markdown where the Temporal UI shows it; a terminal would show the marks. */
export const atTheTerminal = (text: string): string => text.replace(/`([^`\n]+)`/g, '"$1"');

/** Resolves when everything written to the stream so far has gone out, or nobody reads it any more. */
export function written(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => {
    stream.once('error', () => resolve());
    stream.write('', () => resolve());
  });
}
