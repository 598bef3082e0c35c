/** What was asked for: stdout, and nothing else goes there. */
export function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** What the caller should know beside it: stderr. */
export function note(text: string): void {
  process.stderr.write(`${text}\n`);
}
