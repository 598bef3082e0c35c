// Whether the promises were kept, judged by the ledger of phones that rang and by how each call ended. Shares no code with what it judges.

/** How a call ended, as far as it did. */
export type End =
  | { readonly is: 'completed'; readonly outcome: string; readonly ContactId?: string }
  /** Before the dial: refused by Amazon Connect, cancelled. */
  | { readonly is: 'not-dialled'; readonly why: 'refused' | 'cancelled' }
  /** ringonce took no call: its times could not be kept. */
  | { readonly is: 'not-taken' }
  | { readonly is: 'failed' | 'open' | 'missing'; readonly why: string };

/** A call that was asked for, an attempt or a run of a schedule. Instants are epoch milliseconds. */
export interface CallFacts {
  readonly id: string;
  readonly end: End;
  /** When it may ring. */
  readonly fromMs: number;
  readonly untilMs: number;
  /** Somebody pressed a button that ends it. */
  readonly wasCancelled: boolean;
  /** Amazon Connect refuses its number. */
  readonly isRefused?: boolean;
  /** What was done to it, for whoever reads a finding. */
  readonly story: string;
}

/** A phone that rang, and until when the call held its line. */
export interface RingFacts {
  readonly id: string;
  readonly ContactId: string;
  readonly InstanceId: string;
  readonly atMs: number;
  readonly endsMs: number;
}

/** From `atMs` on an instance has so many lines. */
export interface Resize {
  readonly InstanceId: string;
  readonly atMs: number;
  readonly lines: number;
}

export interface Facts {
  readonly calls: readonly CallFacts[];
  /** In the order of the ledger. */
  readonly rings: readonly RingFacts[];
  readonly resizes: readonly Resize[];
  /** By how much the clock of a worker was wrong: so much too early or late a phone may ring. */
  readonly skewMs: number;
}

export type Promised = 'rings once' | 'rings in its hours' | 'none lost' | 'lines kept' | 'ends';

export interface Finding {
  readonly promise: Promised;
  /** Of the call; where lines were exceeded, of the one that was too many. */
  readonly id: string;
  readonly what: string;
}

export function findings(facts: Facts): Finding[] {
  const ringsOf = new Map<string, RingFacts[]>();
  for (const ring of facts.rings) ringsOf.set(ring.id, [...(ringsOf.get(ring.id) ?? []), ring]);
  const known = new Set(facts.calls.map(({ id }) => id));
  return [
    ...facts.calls.flatMap((call) => ofCall(call, ringsOf.get(call.id) ?? [], facts.skewMs)),
    ...[...ringsOf.keys()]
      .filter((id) => !known.has(id))
      .map((id): Finding => ({ promise: 'rings once', id, what: 'rang, and nobody had asked for it' })),
    ...tooManyLines(facts),
  ];
}

function ofCall(call: CallFacts, rings: readonly RingFacts[], skewMs: number): Finding[] {
  const { id, fromMs, untilMs, story } = call;
  const found: Finding[] = [];
  const add = (promise: Promised, what: string) => found.push({ promise, id, what: `${what} (${story})` });
  if (rings.length > 1) add('rings once', `rang ${rings.length} times: ${rings.map(ringInWords).join(', ')}`);
  for (const ring of rings) {
    if (ring.atMs < fromMs - skewMs || ring.atMs >= untilMs + skewMs)
      add('rings in its hours', `${ringInWords(ring)}, permitted from ${iso(fromMs)} to ${iso(untilMs)}`);
  }
  const wrongEnd = endIssue(call, rings);
  if (wrongEnd !== undefined) add(...wrongEnd);
  return found;
}

function endIssue(
  { end, wasCancelled, untilMs, isRefused = false }: CallFacts,
  rings: readonly RingFacts[],
): [Promised, string] | undefined {
  const hasRung = rings.length > 0;
  switch (end.is) {
    case 'open':
      return ['ends', `has not ended: ${end.why}`];
    case 'failed':
      return ['ends', `failed: ${end.why}`];
    case 'missing':
      return ['none lost', `was asked for, and does not exist: ${end.why}`];
    case 'not-taken':
      return hasRung ? ['rings once', 'was not taken, and rang'] : undefined;
    case 'not-dialled':
      if (hasRung) return ['rings once', `ended as ${end.why} before the dial, and rang`];
      return end.why === 'cancelled' && !wasCancelled ? ['none lost', 'was cancelled by nobody'] : undefined;
    case 'completed':
      return outcomeIssue(end, { rings, wasCancelled, isRefused, mayExpire: untilMs !== Infinity });
  }
}

interface Circumstances {
  readonly rings: readonly RingFacts[];
  readonly wasCancelled: boolean;
  readonly isRefused: boolean;
  readonly mayExpire: boolean;
}

function outcomeIssue(
  { outcome, ContactId }: Extract<End, { is: 'completed' }>,
  { rings, wasCancelled, isRefused, mayExpire }: Circumstances,
): [Promised, string] | undefined {
  if (outcome === 'EXPIRED') {
    if (rings.length > 0) return ['rings once', 'ended as EXPIRED, and rang'];
    return mayExpire ? undefined : ['none lost', 'EXPIRED, though nothing limits it'];
  }
  // In doubt when its time was up, or when it was stopped: the one case in which nobody can know.
  if (outcome === 'UNKNOWN' && (mayExpire || wasCancelled)) return undefined;
  // A refusal says nothing of an earlier copy whose answer was lost.
  if (outcome === 'UNKNOWN' && isRefused && rings.length === 0) return undefined;
  if (outcome === 'UNKNOWN') return ['none lost', 'UNKNOWN, though there was time to find out'];
  if (outcome === 'CANCELLED' && !wasCancelled) return ['none lost', 'was stopped by nobody'];
  if (rings.length === 0)
    return ['none lost', `ended as ${outcome}, and never rang (contact ${ContactId ?? 'unknown'})`];
  if (ContactId === undefined || rings.some((ring) => ring.ContactId === ContactId)) return undefined;
  return ['rings once', `tells of contact ${ContactId}; ${rings.map(ringInWords).join(', ')}`];
}

/** A call that has got its line under the old number may be dialled again for so long after a change: its request may hang for a minute. */
const shrinksWithinMs = 180_000;

/** More calls at once than lines is something that only a new ring can bring about. */
function tooManyLines({ rings, resizes }: Facts): Finding[] {
  return rings.flatMap((ring): Finding[] => {
    const { InstanceId, atMs, id } = ring;
    const lines = linesAt(
      resizes.filter((resize) => resize.InstanceId === InstanceId),
      atMs,
    );
    const live = rings.filter(
      (other) => other.InstanceId === InstanceId && other.atMs <= atMs && other.endsMs > atMs,
    ).length;
    if (live <= lines) return [];
    return [{ promise: 'lines kept', id, what: `${ringInWords(ring)}: ${live} calls at once over ${lines} lines` }];
  });
}

function linesAt(resizes: readonly Resize[], atMs: number): number {
  const inForce = resizes.filter((resize, index) => {
    const replacedMs = resizes[index + 1]?.atMs ?? Infinity;
    return resize.atMs <= atMs && replacedMs >= atMs - shrinksWithinMs;
  });
  return Math.max(0, ...inForce.map(({ lines }) => lines));
}

const iso = (ms: number): string =>
  Number.isFinite(ms) && ms > 0 ? new Date(ms).toISOString() : ms > 0 ? 'whenever' : 'the start';
const ringInWords = ({ ContactId, atMs }: RingFacts): string => `${ContactId} rang at ${iso(atMs)}`;
