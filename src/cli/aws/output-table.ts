import { isScalar, scalarText } from './output-text.js';

interface Section {
  readonly title: string;
  readonly level: number;
  header: readonly string[];
  rows: (readonly string[])[];
}

interface TableStyle {
  readonly isColored: boolean;
  /** Of the terminal; undefined where there is none. */
  readonly width: number | undefined;
}

/** Cells in boxes, a section for what is nested. Nothing, not even a frame, for an empty value. */
export function tableOf(title: string, value: unknown, { isColored, width: terminal }: TableStyle): string {
  const sections: Section[] = [];
  addValue(sections, value, { title, level: 0 });
  if (sections.length === 0) return '';
  if (widthOf(sections) > (terminal ?? 80)) for (const section of sections) turn(section);
  const width = widthOf(sections);
  const paint = isColored ? colored : plain;
  return [`${'-'.repeat(width)}\n`, ...sections.flatMap((section) => linesOf(section, width, paint))].join('');
}

interface Place {
  readonly title: string | undefined;
  /** How deep it is nested. */
  readonly level: number;
}

function addValue(sections: Section[], value: unknown, { title, level }: Place): void {
  if (isFalsy(value)) return;
  if (title !== undefined) sections.push({ title, level, header: [], rows: [] });
  const section = (): Section => {
    const last = sections.at(-1);
    if (last === undefined) throw new Error('a table begins with a section');
    return last;
  };
  if (Array.isArray(value)) {
    const list: readonly unknown[] = value;
    if (isMap(list[0])) {
      addMaps(sections, list.filter(isMap), { title, level });
      return;
    }
    for (const element of list) {
      if (isScalar(element)) section().rows.push([scalarText(element)]);
      else if (Array.isArray(element) && element.every(isScalar)) section().rows.push(element.map(scalarText));
      else addValue(sections, element, { title: undefined, level: 0 });
    }
  } else if (isMap(value)) {
    const { scalars, nested } = keysOf([value]);
    const [only] = scalars;
    if (only !== undefined && scalars.length === 1) section().rows.push([only, scalarText(value[only])]);
    else if (scalars.length > 0) {
      section().header = scalars;
      section().rows.push(scalars.map((key) => scalarText(value[key])));
    }
    for (const key of nested) addValue(sections, value[key], { title: key, level: level + 1 });
  }
}

function addMaps(sections: Section[], maps: readonly JsonMap[], { title = '', level }: Place): void {
  const { scalars, nested } = keysOf(maps);
  maps.forEach((map, index) => {
    if (index > 0 && nested.length > 0) sections.push({ title, level, header: [], rows: [] });
    const section = sections.at(-1);
    if (section === undefined) return;
    section.header = scalars;
    section.rows.push(scalars.map((key) => (Object.hasOwn(map, key) ? scalarText(map[key]) : '')));
    for (const key of nested)
      if (Object.hasOwn(map, key)) addValue(sections, map[key], { title: key, level: level + 1 });
  });
}

type JsonMap = Readonly<Record<string, unknown>>;

const isMap = (value: unknown): value is JsonMap => !isScalar(value) && !Array.isArray(value);

/** What Python takes for nothing. */
const isFalsy = (value: unknown): boolean => !value || (typeof value === 'object' && Object.keys(value).length === 0);

function keysOf(maps: readonly JsonMap[]): { readonly scalars: string[]; readonly nested: string[] } {
  const keysWhere = (is: (value: unknown) => boolean) =>
    [...new Set(maps.flatMap((map) => Object.keys(map).filter((key) => is(map[key]))))].sort();
  return { scalars: keysWhere(isScalar), nested: keysWhere((value) => !isScalar(value)) };
}

/** Too wide for the terminal: a single row becomes a column. */
function turn(section: Section): void {
  const [row, another] = section.rows;
  if (row === undefined || another !== undefined || section.header.length === 0) return;
  section.rows = section.header.map((name, index) => [name, row[index] ?? '']);
  section.header = [];
}

const padding = 4;
const cellsOf = ({ header, rows }: Section): (readonly string[])[] => (header.length > 0 ? [header, ...rows] : rows);

function columnsOf(section: Section): number[] {
  const cells = cellsOf(section);
  const count = Math.max(0, ...cells.map((row) => row.length));
  return Array.from({ length: count }, (_, index) => Math.max(...cells.map((row) => (row[index] ?? '').length)));
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);

function widthOf(sections: readonly Section[]): number {
  return Math.max(
    ...sections.map((section) => {
      const columns = sum(columnsOf(section).map((width) => width + padding));
      return Math.max(section.title.length, columns) + 2 + 2 * section.level;
    }),
  );
}

/** The columns share the whole width in proportion, and what rounding leaves over goes round. */
function spread(widths: readonly number[], whole: number): number[] {
  const factor = whole / sum(widths);
  const spreadWidths = widths.map((width) => roundHalfEven(factor * width));
  let over = sum(spreadWidths) - whole;
  while (over !== 0) {
    const order = spreadWidths.map((_, index) => (over > 0 ? index : spreadWidths.length - 1 - index));
    for (const index of order) {
      if (over === 0) break;
      const step = Math.sign(over);
      spreadWidths[index] = (spreadWidths[index] ?? 0) - step;
      over -= step;
    }
  }
  return spreadWidths;
}

/** As Python rounds. */
function roundHalfEven(value: number): number {
  const floor = Math.floor(value);
  return value - floor === 0.5 ? floor + (floor % 2) : Math.round(value);
}

interface Paint {
  readonly cell: (text: string) => string;
  readonly edge: (text: string) => string;
}
const plain: Paint = { cell: (text) => text, edge: (text) => text };
const colored: Paint = {
  cell: (text) => `\u001b[1m\u001b[34m${text}\u001b[0m`,
  edge: (text) => `\u001b[2m\u001b[33m${text}\u001b[0m`,
};

function linesOf(section: Section, whole: number, paint: Paint): string[] {
  const width = whole - 2 * section.level;
  const indented = (line: string): string =>
    `${paint.edge('|').repeat(section.level)}${line}${paint.edge('|').repeat(section.level)}\n`;
  const lines: string[] = [];
  if (section.title !== '') {
    lines.push(centered(section.title, width, '|'));
    if (cellsOf(section).length === 0) lines.push(`+${'-'.repeat(width - 2)}+`);
  }
  if (cellsOf(section).length > 0) {
    const widths = spread(
      columnsOf(section).map((column) => column + padding),
      width,
    );
    const rule = widths
      .map((column, index) => (index === 0 ? `+${'-'.repeat(column - 2)}+` : `${'-'.repeat(column - 1)}+`))
      .join('');
    if (section.header.length > 0)
      lines.push(
        rule,
        section.header.map((name, index) => centered(name, widths[index] ?? 0, index === 0 ? '|' : '')).join(''),
      );
    if (section.rows.length > 0) {
      const rows = section.rows.map((row) =>
        row.map((cell, index) => aligned(cell, widths[index] ?? 0, index === 0 ? '|' : '')(paint)).join(''),
      );
      lines.push(rule, ...rows, rule);
    }
  }
  return lines.map(indented);
}

function centered(text: string, width: number, left: string): string {
  const before = Math.floor(width / 2) - Math.floor(text.length / 2) - 1;
  const start = `${left}${' '.repeat(Math.max(0, before))}${text}`;
  return `${start}${' '.repeat(Math.max(0, width - 1 - left.length - before - text.length))}|`;
}

function aligned(text: string, width: number, left: string): (paint: Paint) => string {
  const before = width - (text.length + 2 + left.length + 1) >= 0 ? 2 : 0;
  const after = Math.max(0, width - left.length - before - text.length - 1);
  return ({ cell }) => `${left}${' '.repeat(before)}${cell(text)}${' '.repeat(after)}|`;
}
