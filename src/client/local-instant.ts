/** What a text says of a time: an instant, or why it says none. */
export type InstantRead =
  { readonly instant: string } | { readonly wrong: 'no-zone' | 'unknown-zone' | 'no-time'; readonly instant?: never };

/**
 * The instant of a local time such as `2026-03-02T17:00`, on the clocks of a zone. Anything else is taken as it is: what is wrong with it
 * is said with what is wrong with the request.
 */
export async function readInstant(text: string, zone: unknown): Promise<InstantRead> {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d)?$/.test(text)) return { instant: text };
  if (zone === undefined) return { wrong: 'no-zone' };
  // Not at the top: it takes a tenth of a second to load, and few calls need it.
  const { instantOfLocalTime, isTimeZone } = await import('../admission/index.js');
  if (typeof zone !== 'string' || !isTimeZone(zone)) return { wrong: 'unknown-zone' };
  const atMs = instantOfLocalTime(text, zone);
  return atMs === undefined ? { wrong: 'no-time' } : { instant: new Date(atMs).toISOString() };
}
