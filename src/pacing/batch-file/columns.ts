import { conductShape } from '../../contract/call-options.js';
import { parseWith } from '../../contract/issues.js';
import { createRequestSchema } from '../../contract/request.js';
import { object, optional, text } from '../../contract/shapes.js';
import { BatchFileError } from './errors.js';

/** What the cells of a column are. */
export interface Column {
  readonly part: 'id' | 'request' | 'attribute' | 'times' | 'conduct' | 'maxAttempts';
  /** AWS's or our name of it; of an attribute its key. */
  readonly member: string;
  readonly reading: 'text' | 'number' | 'json';
}

const readings: Readonly<Record<string, Column['reading']>> = {
  Attributes: 'json',
  References: 'json',
  AnswerMachineDetectionConfig: 'json',
  OutboundStrategy: 'json',
  RingTimeoutInSeconds: 'number',
  priority: 'number',
  fairnessWeight: 'number',
  maxAttempts: 'number',
};

const attributePrefix = 'Attributes.';

export interface ColumnOptions {
  readonly idColumn: string;
  /** Whether rows are follow-ups unless they say otherwise. */
  readonly areFollowUps: boolean;
}

/**
 * The columns that a header names.
 * @throws BatchFileError for a column that is unknown, named twice or missing; with a guess where there is one
 */
export function columnsOf(header: readonly string[], { idColumn, areFollowUps }: ColumnOptions): Column[] {
  const known = knownColumns(areFollowUps);
  const columns = header.map((name) => columnOf(name, idColumn, known));
  const wrong = header.flatMap((name, index) => {
    if (columns[index] === undefined) return [`column ${index + 1}, ${unknown(name, [...known.keys(), idColumn])}`];
    return header.indexOf(name) === index ? [] : [`column ${index + 1}: is named twice`];
  });
  if (!header.includes(idColumn)) wrong.push(`no column has the IDs: it is called id, or what --id-column says`);
  if (wrong.length > 0) throw new BatchFileError(`line 1, the columns' names: ${wrong.join('; ')}`);
  return columns as Column[];
}

function columnOf(name: string, idColumn: string, known: ReadonlyMap<string, Column>): Column | undefined {
  if (name === idColumn) return { part: 'id', member: name, reading: 'text' };
  if (name.startsWith(attributePrefix) && name !== attributePrefix)
    return { part: 'attribute', member: name.slice(attributePrefix.length), reading: 'text' };
  return known.get(name);
}

function knownColumns(areFollowUps: boolean): ReadonlyMap<string, Column> {
  const times = ['notBefore', 'expiresAt', 'expiresAfter', 'callingHours', 'timeZone'];
  // An attempt of a follow-up is always followed to its end.
  const conduct = [...Object.keys(conductShape()), ...(areFollowUps ? [] : ['tracking'])];
  const parts: readonly (readonly [Column['part'], readonly string[]])[] = [
    ['request', Object.keys(createRequestSchema()._zod.def.shape)],
    ['times', times],
    ['conduct', conduct],
    ['maxAttempts', areFollowUps ? ['maxAttempts'] : []],
  ];
  return new Map(
    parts.flatMap(([part, members]) =>
      members.map((member) => [member, { part, member, reading: readings[member] ?? 'text' }] as const),
    ),
  );
}

/** In the words of the contract, which guesses, and masks what may be a number: the first line may be no header at all. */
function unknown(name: string, known: readonly string[]): string {
  const shape = Object.fromEntries(known.map((column) => [column, optional(text({}))]));
  const parsed = parseWith(object(shape), { [name]: '' });
  return parsed.ok ? 'is unknown' : parsed.issues.map(({ member, message }) => `${member}: ${message}`).join();
}
