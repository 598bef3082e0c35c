/** What was asked for: stdout, and nothing else goes there. */
export function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** What the caller should know beside it: stderr. */
export function note(text: string): void {
  process.stderr.write(`${text}\n`);
}

/** Resolves when everything written to the stream so far has gone out, or nobody reads it any more. */
export function written(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => {
    stream.once('error', () => resolve());
    stream.write('', () => resolve());
  });
}
