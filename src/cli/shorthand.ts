import { UsageError } from './errors.js';

/**
 * The AWS CLI's shorthand for flat maps: `k=v,k2="quoted, with comma",k3=a\,b`. Values are text. Lists and nested maps are
 * not read: those options take JSON.
 * @see https://docs.aws.amazon.com/cli/latest/userguide/cli-usage-shorthand.html
 */
export function parseShorthand(option: string, text: string): Record<string, string> {
  const entries = new Map<string, string>();
  const reader = new Reader(text, option);
  while (!reader.atEnd()) {
    if (entries.size > 0) {
      reader.expect(',');
      // `k=x,,j=y` and a comma at the end are allowed, as in the AWS CLI.
      while (reader.take(',')) continue;
      if (reader.atEnd()) break;
    }
    const key = reader.match(/[A-Za-z0-9\-_.#/:]*/y);
    reader.expect('=');
    const value = reader.value();
    if (entries.has(key)) reader.fail('the same key a second time');
    entries.set(key, value);
  }
  if (entries.size === 0) reader.fail('expected key=value');
  return Object.fromEntries(entries);
}

/** Reads from left to right. Errors name the place and never the text, which may be personal. */
class Reader {
  #position = 0;

  constructor(
    readonly text: string,
    readonly option: string,
  ) {
    this.#skipBlanks();
  }

  atEnd(): boolean {
    return this.#position >= this.text.length;
  }

  take(character: string): boolean {
    if (this.text[this.#position] !== character) return false;
    this.#position++;
    this.#skipBlanks();
    return true;
  }

  expect(character: string): void {
    if (!this.take(character)) this.fail(`expected "${character}"`);
  }

  match(pattern: RegExp): string {
    pattern.lastIndex = this.#position;
    const found = pattern.exec(this.text)?.[0] ?? '';
    this.#position += found.length;
    this.#skipBlanks();
    return found;
  }

  value(): string {
    const first = this.text[this.#position];
    if (first === '[' || first === '{') this.fail('a list or nested map, which must be JSON,');
    if (first !== '"' && first !== "'")
      return this.match(/(?:\\,|[^,])*/y)
        .replaceAll('\\,', ',')
        .trimEnd();
    const quoted = this.match(first === '"' ? /"(?:\\.|[^"\\])*"/sy : /'(?:\\.|[^'\\])*'/sy);
    if (quoted === '') this.fail('the quote is not closed');
    return quoted
      .slice(1, -1)
      .replace(/\\(["'\\])/g, (pair, escaped) => (escaped === first || escaped === '\\' ? (escaped as string) : pair));
  }

  fail(what: string): never {
    throw new UsageError(`--${this.option}: ${what} at character ${this.#position + 1} of the shorthand`);
  }

  #skipBlanks(): void {
    while (/\s/.test(this.text[this.#position] ?? '')) this.#position++;
  }
}
