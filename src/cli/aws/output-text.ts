/** Values with tabs between them, a line a list or object. What is nested has its name first. */
export function textOf(value: unknown): string {
  return linesOf(value, undefined, undefined)
    .map((line) => `${line.join('\t')}\n`)
    .join('');
}

type Lines = (readonly string[])[];
type Name = string | undefined;

/** As Python writes them. */
export function scalarText(value: unknown): string {
  if (value === null || value === undefined) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  return typeof value === 'string' || typeof value === 'number' ? String(value) : JSON.stringify(value);
}

export const isScalar = (value: unknown): boolean => value === null || typeof value !== 'object';
const isMap = (value: unknown): value is Readonly<Record<string, unknown>> => !isScalar(value) && !Array.isArray(value);

function linesOf(value: unknown, name: Name, columns: readonly string[] | undefined): Lines {
  if (isMap(value)) return mapLines(value, name, columns);
  return Array.isArray(value) ? listLines(value, name) : [[scalarText(value)]];
}

function listLines(list: readonly unknown[], name: Name): Lines {
  const maps = list.filter(isMap);
  if (maps.length > 0) {
    const columns = [...new Set(maps.flatMap((map) => Object.keys(map).filter((key) => isScalar(map[key]))))].sort();
    return list.flatMap((element) => linesOf(element, name, columns));
  }
  const scalars = list.filter(isScalar).map(scalarText);
  const nested = list.filter((element) => !isScalar(element)).flatMap((element) => linesOf(element, name, undefined));
  if (scalars.length === 0) return nested;
  return [...(name === undefined ? [scalars] : scalars.map((scalar) => [name.toUpperCase(), scalar])), ...nested];
}

function mapLines(map: Readonly<Record<string, unknown>>, name: Name, columns: readonly string[] | undefined): Lines {
  const keys = Object.keys(map).sort();
  const scalars = (columns ?? keys.filter((key) => isScalar(map[key]))).map((key) =>
    Object.hasOwn(map, key) ? scalarText(map[key]) : '',
  );
  const nested = keys
    .filter((key) => (columns === undefined ? !isScalar(map[key]) : !columns.includes(key)))
    .flatMap((key) => linesOf(map[key], key, undefined));
  const line = name === undefined ? scalars : [name.toUpperCase(), ...scalars];
  return scalars.length === 0 ? nested : [line, ...nested];
}
