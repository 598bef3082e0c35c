import { isPlainObject } from '../../contract/shapes.js';
import type { BatchRow, UnreadableRow } from '../batch-row.js';
import { readTimes, type TimeTexts } from '../../admission/time-texts.js';
import type { RowDraft } from './row-draft.js';

type JsonObject = Readonly<Record<string, unknown>>;

/** What a command line says for all rows. A row wins, member by member; attributes key by key. */
export interface CommonMembers {
  /** Whether rows that say nothing of it are follow-ups. */
  readonly areFollowUps: boolean;
  readonly request: JsonObject;
  readonly times: TimeTexts;
  /** Members that calls and the attempts of follow-ups share. */
  readonly conduct: JsonObject;
  /** Of calls. */
  readonly options: JsonObject;
  /** Of follow-ups. */
  readonly plan: JsonObject;
}

/** The row that its draft and what all have in common make. */
export async function completeRow(draft: RowDraft, common: CommonMembers): Promise<BatchRow | UnreadableRow> {
  const { id, line, issues } = draft;
  const place = { line, ...(id === undefined ? {} : { workflowId: id }) };
  if (issues !== undefined || id === undefined) return { ...place, issues: issues ?? [] };
  const times = await readTimes(withoutOtherExpiry(common.times, draft.times), draft.times);
  if (!times.ok) return { ...place, issues: times.issues };
  const conduct = { ...common.conduct, ...draft.conduct };
  const isFollowUp = draft.plan !== undefined || (common.areFollowUps && draft.options === undefined);
  const conducted = isFollowUp
    ? { plan: planOf(draft, common, { times: times.value, conduct }) }
    : { options: withoutOtherExpiry({ ...common.options, ...times.value, ...conduct }, draft.options) };
  // Of whatever form they are: the client checks them first.
  return { ...place, request: requestOf(draft.request, common.request), ...conducted } as BatchRow;
}

interface Resolved {
  readonly times: JsonObject;
  readonly conduct: JsonObject;
}

function planOf(draft: RowDraft, common: CommonMembers, { times, conduct }: Resolved): JsonObject {
  const plan = withoutOtherExpiry({ ...common.plan, ...times }, draft.plan);
  const said = Object.keys(conduct).length === 0 ? undefined : conduct;
  const call = merged(common.plan['call'], said, draft.plan?.['call']);
  return {
    ...plan,
    ...(draft.maxAttempts === undefined ? {} : { maxAttempts: draft.maxAttempts }),
    ...(call === undefined ? {} : { call }),
  };
}

function requestOf(own: JsonObject, common: JsonObject): JsonObject {
  const attributes = merged(common['Attributes'], own['Attributes']);
  return { ...common, ...own, ...(attributes === undefined ? {} : { Attributes: attributes }) };
}

const expiries: readonly (readonly [string, string])[] = [
  ['expiresAt', 'expiresAfter'],
  ['expiresAfter', 'expiresAt'],
];

/** What is common to all, then the row's own; of the two ways to say when it expires the row's own is the one. */
function withoutOtherExpiry<T extends object>(common: T, own: T | undefined): T {
  const replaced = expiries.flatMap(([given, other]) => (own !== undefined && given in own ? [other] : []));
  return {
    ...Object.fromEntries(Object.entries(common).filter(([member]) => !replaced.includes(member))),
    ...own,
  } as T;
}

/** Objects as one, member by member: the last one wins. What is no object stays what it is, to be refused. */
export function merged(...parts: readonly unknown[]): unknown {
  const given = parts.filter((part) => part !== undefined);
  const wrong = given.filter((part) => !isPlainObject(part));
  if (wrong.length > 0 || given.length === 0) return wrong.at(-1);
  // Spread, not assigned: a key called __proto__ is then refused like any other.
  return given.reduce((all: object, part) => ({ ...all, ...(part as object) }), {});
}
