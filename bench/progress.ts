/** Tells on stderr what goes on: stdout is for the table. */
export function progress(what: string): void {
  console.error(`bench  ${what}`);
}

/** Tells every `every`-th step of `total`. */
export function progressOf(what: string, { total, every }: { total: number; every: number }): (done: number) => void {
  return (done) => {
    if (done > 0 && done % every === 0) progress(`${what}: ${done} of ${total}`);
  };
}
