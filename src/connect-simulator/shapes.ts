/**
 * Smithy's shapes, as far as Connect's requests need them: a request is declared like its API page and read in one walk that
 * gathers every issue. Three kinds, because they become three different errors (see `request-issues.ts`).
 */
export interface Issue {
  readonly kind: 'type' | 'missing' | 'constraint';
  /** Member path without keys of maps: keys are the caller's and may hold personal data. */
  readonly path: string;
  readonly problem: string;
}

export interface Shape<T> {
  /** The value as `T`; undefined if it breaks a rule, which is then the last of `issues`. */
  read(json: unknown, path: string, issues: Issue[]): T | undefined;
  readonly isRequired?: boolean;
}

type Members = Readonly<Record<string, Shape<unknown>>>;
type ValueOf<S> = S extends Shape<infer T> ? T : never;
type RequiredKeys<M extends Members> = {
  [K in keyof M]: M[K] extends { isRequired: true } ? K : never;
}[keyof M];

/** What a structure of these members reads to. */
type StructureOf<M extends Members> = { readonly [K in RequiredKeys<M>]: ValueOf<M[K]> } & {
  readonly [K in Exclude<keyof M, RequiredKeys<M>>]?: ValueOf<M[K]>;
};

export const boolean = scalar((json) => (typeof json === 'boolean' ? json : wrongType(json, 'Boolean')));

export function integer({ min, max = 2 ** 31 - 1 }: { min: number; max?: number }): Shape<number> {
  return scalar((json) => {
    if (typeof json !== 'number' || !Number.isInteger(json)) return wrongType(json, 'Integer');
    return json >= min && json <= max ? json : breach(`Member must have value between ${min} and ${max}`);
  });
}

/** Lengths count Unicode code points: https://smithy.io/2.0/spec/constraint-traits.html#length-trait */
export function string({ min = 0, max = Infinity, pattern }: { min?: number; max?: number; pattern?: RegExp } = {}) {
  return scalar((json) => {
    if (typeof json !== 'string') return wrongType(json, 'String');
    // A lone surrogate has no UTF-8 form, and NUL is no character of any text that Connect shows.
    if (!json.isWellFormed() || json.includes('\0')) return breach('Member must be well-formed text without NUL');
    const length = Array.from(json).length;
    if (length < min) return breach(`Member must have length greater than or equal to ${min}`);
    if (length > max) return breach(`Member must have length less than or equal to ${max}`);
    if (pattern && !pattern.test(json))
      return breach(`Member must satisfy regular expression pattern: ${pattern.source}`);
    return json;
  });
}

export function enumeration<const Value extends string>(values: readonly Value[]): Shape<Value> {
  return scalar((json) => {
    if (typeof json !== 'string') return wrongType(json, 'String');
    const value = values.find((candidate) => candidate === json);
    return value ?? breach(`Member must satisfy enum value set: [${values.join(', ')}]`);
  });
}

export function list<T>(member: Shape<T>): Shape<readonly T[]> {
  return {
    read(json, path, issues) {
      if (!Array.isArray(json)) return void issues.push({ ...wrongType(json, 'List'), path });
      return json.filter((item) => item !== null).flatMap((item) => member.read(item, `${path}.member`, issues) ?? []);
    },
  };
}

/** Keys such as `__proto__` are ordinary keys: `Object.fromEntries` defines them, where an assignment would not. */
export function map<T>({ key, value }: { key: Shape<string>; value: Shape<T> }): Shape<Readonly<Record<string, T>>> {
  return {
    read(json, path, issues) {
      if (!isJsonObject(json)) return void issues.push({ ...wrongType(json, 'Map'), path });
      const entries = Object.entries(json).filter(([, item]) => item !== null);
      return Object.fromEntries(
        entries.flatMap(([name, item]) => {
          key.read(name, `${path}.key`, issues);
          const read = value.read(item, `${path}.value`, issues);
          return read === undefined ? [] : [[name, read] as const];
        }),
      );
    },
  };
}

export function required<T>(shape: Shape<T>): Shape<T> & { readonly isRequired: true } {
  return { ...shape, isRequired: true };
}

/** Unknown members are ignored and null counts as absent: https://smithy.io/2.0/aws/protocols/aws-restjson1-protocol.html */
export function structure<M extends Members>(members: M): Shape<StructureOf<M>> {
  return {
    read(json, path, issues) {
      if (!isJsonObject(json)) return void issues.push({ ...wrongType(json, 'Structure'), path });
      const entries = Object.entries(members).flatMap(([name, shape]) => {
        const memberPath = path ? `${path}.${name}` : name;
        const member = Object.hasOwn(json, name) ? json[name] : undefined;
        if (member !== undefined && member !== null) return [[name, shape.read(member, memberPath, issues)] as const];
        if (shape.isRequired) issues.push({ kind: 'missing', path: memberPath, problem: 'Member must not be null' });
        return [];
      });
      // The compiler cannot follow the entries; each came from the member's own shape.
      return Object.fromEntries(entries.filter(([, value]) => value !== undefined)) as StructureOf<M>;
    },
  };
}

export function isJsonObject(json: unknown): json is Readonly<Record<string, unknown>> {
  return typeof json === 'object' && json !== null && !Array.isArray(json);
}

type Problem = Omit<Issue, 'path'>;

function scalar<T extends string | number | boolean>(judge: (json: unknown) => T | Problem): Shape<T> {
  return {
    read(json, path, issues) {
      const verdict = judge(json);
      if (typeof verdict !== 'object') return verdict;
      issues.push({ ...verdict, path });
      return undefined;
    },
  };
}

function breach(problem: string): Problem {
  return { kind: 'constraint', problem };
}

function wrongType(json: unknown, wanted: string): Problem {
  const found = Array.isArray(json) ? 'LIST' : (typeof json).toUpperCase();
  return { kind: 'type', problem: `${found}_VALUE can not be converted to ${wanted}` };
}
