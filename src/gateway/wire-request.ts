import type { IncomingHttpHeaders } from 'node:http';

/** A request as it came in, its body whole. */
export interface WireRequest {
  readonly method: string;
  /** Path and query, as they stand on the wire. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

export const pathOf = (url: string): string => url.split('?', 1)[0] ?? '';

/** Decoded, as the AWS SDK's own requests hold it. */
export function queryOf(url: string): Record<string, string | string[]> {
  const query: Record<string, string | string[]> = {};
  const at = url.indexOf('?');
  if (at < 0) return query;
  // Not URLSearchParams alone: to AWS a plus is a plus.
  const params = new URLSearchParams(url.slice(at + 1).replaceAll('+', '%2B'));
  for (const name of new Set(params.keys())) {
    const values = params.getAll(name);
    query[name] = values.length === 1 ? (values[0] ?? '') : values;
  }
  return query;
}
