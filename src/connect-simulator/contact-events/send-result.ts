/** What an attempt came to; a failure may pass, or the target has refused the event for good. */
export type SendResult = 'delivered' | { readonly error: string; readonly mayPass: boolean };

/** EventBridge tries again after 429, after 5xx and where there was no answer (`status` undefined), and not after other answers. */
export function sendResultOf(status: number | undefined, error: string): SendResult {
  if (status !== undefined && status >= 200 && status < 300) return 'delivered';
  return { error, mayPass: status === undefined || status === 429 || status >= 500 };
}

/** The most telling word of an error. `fetch` says "fetch failed" and hides what happened in the cause. */
export function errorInWords(error: unknown): string {
  const cause = error instanceof Error ? (error.cause ?? error) : error;
  if (!(cause instanceof Error)) return String(cause);
  if ('code' in cause && typeof cause.code === 'string') return cause.code;
  return cause.name === 'Error' ? cause.message : cause.name;
}
