import * as z from 'zod/v4/core';

/**
 * The few zod schemas that the contract is made of, built from zod's core.
 *
 * Not from `zod`, nor from `zod/mini`: the workflow sandbox evaluates them again for each cached workflow, and the methods that
 * those two hang on every class of schema cost 50 KB and more a call. Schema, parser, issues and types are zod's all the same.
 */
export type Schema<T> = z.$ZodType<T, T>;

// The constructors of zod's core are not generic; the types they are cast to are the ones zod's own functions return.

export const boolean = () => new z.$ZodBoolean({ type: 'boolean' }) as z.$ZodBoolean<boolean>;

export const list = <T extends z.$ZodType>(element: T) => new z.$ZodArray({ type: 'array', element }) as z.$ZodArray<T>;

/**
 * Makes a schema when it is first needed, and keeps it. Making one takes longer than asking it, and the sandbox evaluates the contract
 * once for all of its workflows.
 */
export function once<T>(create: () => T): () => T {
  let made: T | undefined;
  return () => (made ??= create());
}

/** May be left out, and null means that it is: see {@link withoutNulls}. */
export const optional = <T extends z.$ZodType>(innerType: T) =>
  orNull(new z.$ZodOptional({ type: 'optional', innerType }) as z.$ZodOptional<T>);

/**
 * The same for a member of which the zero value of its type means that it is left out, too: see {@link withoutUnset}. Only where that value
 * would be refused, and leaving it out is harmless.
 */
export const optionalOrZero = <T extends z.$ZodType>(innerType: T, zero: '' | 0) =>
  orNull(new z.$ZodOptional({ type: 'optional', innerType, zero } as z.$ZodOptionalDef) as z.$ZodOptional<T>);

function orNull<T extends z.$ZodType>(schema: T): T {
  const parse = schema._zod.run.bind(schema._zod);
  schema._zod.run = (payload, context) => (payload.value === null ? payload : parse(payload, context));
  return schema;
}

/** A plain object of exactly these members: others are refused, with a guess among the `known` names. */
export function object<T extends z.$ZodShape>(shape: T, known: readonly string[] = Object.keys(shape)) {
  const catchall = new z.$ZodNever({ type: 'never' });
  const schema = new z.$ZodObject({ type: 'object', shape, catchall, known } as z.$ZodObjectDef);
  const parse = schema._zod.parse.bind(schema._zod);
  // zod reads the members of class instances too, but JSON may write something else: a Date becomes a string.
  schema._zod.run = schema._zod.parse = (payload, context) => {
    const input: unknown = payload.value;
    if (isPlainObject(input)) return parse(payload, context);
    payload.issues.push({ code: 'invalid_type', expected: 'object', input, inst: schema });
    return payload;
  };
  return schema as z.$ZodObject<T, z.$strict>;
}

/** An object as JSON makes it, in whichever realm: the workflow sandbox has an `Object` of its own. */
export function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** As deep as the contract reads; what lies deeper is unknown to it, and may be deeper than the stack. */
const deepestMember = 8;

/**
 * The input without the members that are null, nested ones too: `null` for a member is "not given", as in Amazon Connect's protocol,
 * because many languages write what is not set so. The input itself if it has none. A null in a list stays, and is refused.
 */
export function withoutNulls<T>(input: T, depth?: number): T;
export function withoutNulls(input: unknown, depth = deepestMember): unknown {
  if (depth === 0) return input;
  if (Array.isArray(input)) {
    const elements = input.map((element: unknown) => withoutNulls(element, depth - 1));
    return elements.some((element, index) => element !== input[index]) ? elements : (input as unknown[]);
  }
  if (!isPlainObject(input)) return input;
  const given = Object.entries(input);
  const kept = given
    .filter(([, value]) => value !== null)
    .map(([key, value]) => [key, withoutNulls(value, depth - 1)] as const);
  const isSame = kept.length === given.length && kept.every(([key, value]) => value === input[key]);
  return isSame ? input : Object.fromEntries(kept);
}

/** What of zod's definitions is read here: of objects, maps and members that may be left out. */
interface Definition {
  readonly type: string;
  readonly shape?: Readonly<Record<string, z.$ZodType>>;
  readonly valueType?: z.$ZodType;
  readonly innerType?: z.$ZodType;
  readonly zero?: unknown;
}

/**
 * The input without the members of the schema that are not set, nested ones too: null, or the zero value which their schema names, for Go's
 * and Java's structs write `""` and `0`. The input itself if there are none.
 */
export function withoutUnset(schema: z.$ZodType, input: unknown): unknown {
  const { shape, valueType, innerType }: Definition = schema._zod.def;
  if (innerType !== undefined) return withoutUnset(innerType, input);
  if ((shape === undefined && valueType === undefined) || !isPlainObject(input)) return input;
  const given = Object.entries(input);
  const kept = given.flatMap(([key, value]): [string, unknown][] => {
    const member = valueType ?? (shape !== undefined && Object.hasOwn(shape, key) ? shape[key] : undefined);
    if (member === undefined) return [[key, value]];
    const { zero }: Definition = member._zod.def;
    return value === null || (zero !== undefined && value === zero) ? [] : [[key, withoutUnset(member, value)]];
  });
  const isSame = kept.length === given.length && kept.every(([key, value]) => value === input[key]);
  return isSame ? input : Object.fromEntries(kept);
}

export const map = <T extends z.$ZodType>(keyType: z.$ZodString<string>, valueType: T) =>
  new z.$ZodRecord({ type: 'record', keyType, valueType: orNull(valueType) }) as z.$ZodRecord<z.$ZodString<string>, T>;

export const oneOf = <const T extends string>(...values: readonly T[]) => {
  const schema: z.$ZodType = new z.$ZodEnum({
    type: 'enum',
    entries: Object.fromEntries(values.map((value) => [value, value])),
  });
  return schema as z.$ZodEnum<{ [K in T]: K }>;
};

/** What a string may look like. */
export interface TextRules {
  /** Unicode code points. */
  readonly min?: number;
  readonly max?: number;
  /** In UTF-8. */
  readonly maxBytes?: number;
  readonly pattern?: RegExp;
  /** What a pattern cannot say. Asked only if the pattern is met. */
  readonly isValid?: (value: string) => boolean;
  /** What to say when the pattern or `isValid` is not met: without the value, which may be personal. */
  readonly otherwise?: string | ((value: string) => string);
}

/**
 * A string as Amazon Connect counts it: length in Unicode code points (Smithy's `length` trait), no lone surrogate and no NUL,
 * which do not survive the way to the service unchanged.
 * @see https://smithy.io/2.0/spec/constraint-traits.html#length-trait
 */
export function text(rules: TextRules) {
  const check = rule<string>(rules, (value, fail) => {
    const length = codePoints(value);
    if (length < (rules.min ?? 0)) fail(length === 0 ? 'is empty' : `is shorter than ${rules.min ?? 0} characters`);
    else if (rules.pattern?.test(value) === false || rules.isValid?.(value) === false) fail(otherwiseOf(rules, value));
    if (length > (rules.max ?? Infinity)) fail(`is longer than ${rules.max ?? 0} characters`);
    if (utf8Bytes(value) > (rules.maxBytes ?? Infinity)) fail(longerThan(rules.maxBytes ?? 0));
    if (!value.isWellFormed()) fail('holds half of a character (a lone surrogate)');
    if (value.includes('\0')) fail('holds a NUL character');
  });
  return new z.$ZodString({ type: 'string', checks: [check] }) as z.$ZodString<string>;
}

const otherwiseOf = ({ otherwise = 'has the wrong form' }: TextRules, value: string): string =>
  typeof otherwise === 'string' ? otherwise : otherwise(value);

export const longerThan = (maxBytes: number): string => `is longer than ${maxBytes} bytes in UTF-8`;

export interface WholeNumberRules {
  readonly minimum: number;
  readonly maximum?: number;
}

export function wholeNumber(rules: WholeNumberRules) {
  const check = rule<number>(rules, (value, fail) => {
    if (!Number.isInteger(value)) fail('must be a whole number');
    else if (value < rules.minimum) fail(`must be ${rules.minimum} or more`);
    else if (value > (rules.maximum ?? Infinity)) fail(`must be ${rules.maximum ?? 0} or less`);
  });
  return new z.$ZodNumber({ type: 'number', checks: [check] }) as z.$ZodNumber<number>;
}

export interface NumberRules {
  readonly atLeast: number;
  readonly atMost: number;
}

export function number(rules: NumberRules) {
  const check = rule<number>(rules, (value, fail) => {
    if (value < rules.atLeast || value > rules.atMost) fail(`must be ${rules.atLeast} to ${rules.atMost}`);
  });
  return new z.$ZodNumber({ type: 'number', checks: [check] }) as z.$ZodNumber<number>;
}

/** Anything that a rule of its own accepts. */
export function ruled<T>(rules: object, test: (value: unknown, fail: (message: string) => void) => void): Schema<T> {
  return new z.$ZodUnknown({
    type: 'unknown',
    checks: [rule(rules, test)],
  }) as Schema<unknown> as Schema<T>;
}

/** A zod check that carries its rules, so that the generator of the JSON Schemas can write them down. */
function rule<T>(rules: object, test: (value: T, fail: (message: string) => void) => void): z.$ZodCheck<T> {
  const check = new z.$ZodCheck({ check: 'custom', rules } as z.$ZodCheckDef) as z.$ZodCheck<T>;
  check._zod.check = ({ value, issues }) =>
    test(value, (message) => issues.push({ code: 'custom', input: value, message }));
  return check;
}

function codePoints(value: string): number {
  let count = value.length;
  // Every high surrogate that has its low one makes two units one character.
  for (let i = 0; i < value.length - 1; i++) {
    if (isHighSurrogate(value.charCodeAt(i)) && isLowSurrogate(value.charCodeAt(i + 1))) count--;
  }
  return count;
}

const isHighSurrogate = (unit: number): boolean => unit >= 0xd800 && unit <= 0xdbff;
const isLowSurrogate = (unit: number): boolean => unit >= 0xdc00 && unit <= 0xdfff;

/** Length in UTF-8, without a Node `Buffer`: this also runs in the workflow sandbox. */
export function utf8Bytes(value: string): number {
  let bytes = 0;
  for (let i = 0; i < value.length; i++) {
    const unit = value.charCodeAt(i);
    if (unit < 0x80) bytes += 1;
    else if (unit < 0x800) bytes += 2;
    else if (isHighSurrogate(unit) && isLowSurrogate(value.charCodeAt(i + 1))) {
      bytes += 4;
      i++;
    } else bytes += 3;
  }
  return bytes;
}
