import { UsageError } from './errors.js';

export type ShorthandValue = string | Buffer | ShorthandValue[] | ShorthandMap;
export interface ShorthandMap {
  [key: string]: ShorthandValue;
}

/**
 * The AWS CLI's shorthand: `k=v,k2="quoted, with comma",k3=a\,b,list=[a,b],map={k=v}`, also `list=a,b`, and `k@=file://path` for the
 * content of a file. Values are text; what they mean is decided by the type of the member.
 *
 * @param readFile what stands behind `@=`
 * @throws UsageError that names the place and never the text, which may be personal
 * @see https://docs.aws.amazon.com/cli/latest/userguide/cli-usage-shorthand.html
 */
export function parseShorthand(
  option: string,
  text: string,
  readFile: (value: string) => string | Buffer = (value) => value,
): ShorthandMap {
  const reader = new Reader(text, option, readFile);
  const pairs = new Map<string, ShorthandValue>();
  for (;;) {
    const [key, value] = reader.pair(() => reader.memberValue());
    if (pairs.has(key)) reader.fail('the same key a second time');
    pairs.set(key, value);
    if (reader.atEnd()) return asMap(pairs);
    reader.expect(',');
  }
}

/** `__proto__` is a key like any other. */
const asMap = (pairs: ReadonlyMap<string, ShorthandValue>): ShorthandMap => Object.fromEntries(pairs);

/** Words without quotes, up to U+FFFF: what may begin them, and what may follow. In a list (`a=b,c`) the second word has other limits. */
const first = String.raw`(?:\\,|[!#-&(-+\--<>-Z\\-z|-\uffff])`;
const firstWord = new RegExp(String.raw`${first}(?:\\,|[\s!#-&(-+\--\\^-|~-\uffff])*`, 'uy');
const nextWord = new RegExp(String.raw`${first}(?:\\,|[\s!#-&(-+\--<>-\uffff])*`, 'uy');

/** Reads from left to right. */
class Reader {
  #position = 0;
  #isFile = false;

  constructor(
    readonly text: string,
    readonly option: string,
    readonly readFile: (value: string) => string | Buffer,
  ) {}

  atEnd(): boolean {
    return this.#position >= this.text.length;
  }

  expect(character: string): void {
    this.#skipBlanks();
    if (!this.#take(character)) this.fail(`expected "${character}"`);
    this.#skipBlanks();
  }

  /** `key=…` or `key@=…` */
  pair(value: () => ShorthandValue): [string, ShorthandValue] {
    const key = this.#match(/[A-Za-z0-9\-_.#/:]*/y) ?? '';
    this.#skipBlanks();
    this.#isFile = this.#take('@');
    this.expect('=');
    return [key, value()];
  }

  /** At the top, `a=b,c` is a list and `a=b,c=d` are two keys. */
  memberValue(): ShorthandValue {
    if (this.#isNext('[') || this.#isNext('{')) return this.#value();
    const list = [this.#word()];
    for (;;) {
      this.#skipBlanks();
      if (!this.#isNext(',')) break;
      const next = this.#nextOfList();
      if (next === undefined) {
        // What follows the last comma is a key.
        this.#position = this.text.lastIndexOf(',', this.#position);
        break;
      }
      list.push(next);
    }
    const [only] = list;
    return list.length === 1 && only !== undefined ? only : list;
  }

  fail(what: string): never {
    throw new UsageError(`--${this.option}: ${what} at character ${this.#position + 1} of the shorthand`);
  }

  #nextOfList(): string | Buffer | undefined {
    this.expect(',');
    const word = this.#quoted() ?? this.#bare(nextWord);
    this.#skipBlanks();
    if (word !== undefined && (this.atEnd() || this.#isNext(','))) return word;
    if (this.atEnd()) this.fail('expected a value');
    return undefined;
  }

  #value(): ShorthandValue {
    if (this.#isNext('[')) return this.#list();
    return this.#isNext('{') ? this.#map() : this.#word();
  }

  #list(): ShorthandValue[] {
    const list: ShorthandValue[] = [];
    this.#enclosed('[', ']', () => list.push(this.#value()));
    return list;
  }

  #map(): ShorthandMap {
    const pairs = new Map<string, ShorthandValue>();
    this.#enclosed('{', '}', () => pairs.set(...this.pair(() => this.#value())));
    return asMap(pairs);
  }

  #enclosed(open: string, close: string, element: () => unknown): void {
    this.expect(open);
    while (!this.#isNext(close)) {
      element();
      this.#skipBlanks();
      if (!this.#isNext(close)) this.expect(',');
    }
    this.#take(close);
  }

  #word(): string | Buffer {
    return this.#quoted() ?? this.#bare(firstWord) ?? '';
  }

  #bare(pattern: RegExp): string | Buffer | undefined {
    const word = this.#match(pattern);
    return word === undefined ? undefined : this.#resolved(word.replaceAll('\\,', ',').trimEnd());
  }

  #quoted(): string | Buffer | undefined {
    const quote = this.text[this.#position];
    if (quote !== '"' && quote !== "'") return undefined;
    const quoted = this.#match(quote === '"' ? /"(?:\\"|[^"])*"/y : /'(?:\\'|[^'])*'/y);
    if (quoted === undefined) this.fail('the quote is not closed');
    return this.#resolved(quoted.slice(1, -1).replaceAll(`\\${quote}`, quote).replaceAll('\\\\', '\\'));
  }

  #resolved(word: string): string | Buffer {
    return this.#isFile ? this.readFile(word) : word;
  }

  #isNext(character: string): boolean {
    return this.text[this.#position] === character;
  }

  #take(character: string): boolean {
    if (!this.#isNext(character)) return false;
    this.#position++;
    return true;
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#position;
    const found = pattern.exec(this.text)?.[0];
    this.#position += found?.length ?? 0;
    return found;
  }

  #skipBlanks(): void {
    this.#match(/[ \t\n\r\v\f]*/y);
  }
}
