import { conductShape } from '../../contract/call-options.js';
import { parseWith, type Issue } from '../../contract/issues.js';
import { invisibleIn } from '../../contract/phone-number.js';
import { createRequestSchema } from '../../contract/request.js';
import { object, optional, text } from '../../contract/shapes.js';
import { BatchFileError } from './row-draft.js';

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
  const hasIds = header.includes(idColumn);
  const wrong = header.flatMap((name, index) => {
    const column = `column ${index + 1}`;
    if (name === '') return [`${column} has no name`];
    if (columns[index] !== undefined) return header.indexOf(name) === index ? [] : [`${column}: is named twice`];
    const invisible = invisibleIn(name);
    if (invisible !== undefined) return [`${column}: ${invisible}`];
    const { member, message } = unknown(name, [...known.keys(), idColumn]);
    // Without IDs the first line may be no header but a row: a name in it could be a person's.
    return [hasIds ? `${column}, ${member}: ${message}` : `${column}: ${message}`];
  });
  if (!hasIds) wrong.push(`no column has the IDs: it is called id, or what --id-column says. ${hintOf(header)}`);
  if (wrong.length > 0) throw new BatchFileError(`line 1, the columns' names: ${wrong.join('; ')}`);
  return columns as Column[];
}

const hintOf = (header: readonly string[]): string =>
  header.length === 1 && /[;\t]/.test(header[0] ?? '')
    ? 'Cells are separated by commas, not by semicolons or tabs.'
    : 'Is the first line a header?';

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

/** In the words of the contract, which guesses, and masks what may be a number. */
function unknown(name: string, known: readonly string[]): Issue {
  const shape = Object.fromEntries(known.map((column) => [column, optional(text({}))]));
  const parsed = parseWith(object(shape), { [name]: '' });
  const [issue] = parsed.ok ? [] : parsed.issues;
  if (issue === undefined || issue.member === '(masked key)')
    // Letters and dots, as in `attributes.lang`, hold no number; the contract masks dots, which stand between members there.
    return { member: /^[A-Za-z.]{1,64}$/.test(name) ? name : '(masked key)', message: issue?.message ?? 'is unknown' };
  return issue;
}
