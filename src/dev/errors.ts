/** A way to come by an executable that was tried, and why it gave none. */
export interface FailedWay {
  readonly way: string;
  readonly reason: string;
}

/** No way gave the executable. Install it, or name one with the environment variable in the message. */
export class ExecutableUnavailableError extends Error {
  override readonly name = 'ExecutableUnavailableError';

  constructor(
    readonly executable: string,
    readonly failedWays: readonly FailedWay[],
    remedies: readonly string[],
  ) {
    const tried = failedWays.map(({ way, reason }) => `  - ${way}: ${indentFurtherLines(reason)}`);
    const advice = remedies.map((remedy) => `  - ${remedy}`);
    super([`No ${executable} could be had. Tried:`, ...tried, 'What helps (one is enough):', ...advice].join('\n'));
  }
}

/** The Temporal server ended, or did not answer in time. Its last output is in the message. */
export class TemporalServerStartError extends Error {
  override readonly name = 'TemporalServerStartError';

  constructor(
    reason: string,
    readonly output: string,
    options?: ErrorOptions,
  ) {
    const shown = output.trim() === '' ? 'It printed nothing.' : `Its last output:\n${output.trimEnd()}`;
    super(`The Temporal server did not start: ${reason}. ${shown}`, options);
  }
}

function indentFurtherLines(text: string): string {
  return text.trimEnd().replaceAll('\n', '\n      ');
}
