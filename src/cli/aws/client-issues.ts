import type { Issue } from '../../contract/issues.js';
import { memberOf } from '../../contract/issues.js';
import { requestShape, type Shape, type StructureShape } from './shapes.js';

/**
 * What the AWS CLI itself finds wrong with a request, before it sends anything: types, unknown members, missing ones, minimum lengths.
 * The rest is the service's to judge, and a script is told so by another exit code.
 */
export const clientIssues = (request: Readonly<Record<string, unknown>>): Issue[] =>
  issuesOf(requestShape, request, []);

type Path = readonly string[];

const issue = (path: Path, message: string): Issue[] => [{ member: memberOf(path), message }];

function issuesOf(shape: Shape, value: unknown, path: Path): Issue[] {
  switch (shape.type) {
    case 'string':
      if (typeof value !== 'string') return issue(path, `must be a string${isNull(value)}`);
      return value.length < (shape.min ?? 0) ? issue(path, shorter(value, shape.min ?? 0)) : [];
    case 'integer':
      if (!Number.isInteger(value)) return issue(path, `must be a whole number${isNull(value)}`);
      return (value as number) < shape.min ? issue(path, `must be ${shape.min} or more`) : [];
    case 'boolean':
      return typeof value === 'boolean' ? [] : issue(path, `must be true or false${isNull(value)}`);
    case 'list':
      if (!Array.isArray(value)) return issue(path, `must be a list${isNull(value)}`);
      return value.flatMap((element, index) => issuesOf(shape.of, element, [...path, String(index)]));
    case 'map':
      if (!isObject(value)) return issue(path, `must be an object${isNull(value)}`);
      return Object.entries(value).flatMap(([key, element]) => [
        ...issuesOf(shape.key, key, path).map(({ member, message }) => ({ member, message: `a key ${message}` })),
        ...issuesOf(shape.of, element, [...path, key]),
      ]);
    case 'structure':
      return isObject(value) ? membersIssues(shape, value, path) : issue(path, `must be an object${isNull(value)}`);
  }
}

function membersIssues({ members }: StructureShape, value: object, path: Path): Issue[] {
  const missing = Object.entries(members)
    .filter(([name, { isRequired }]) => isRequired === true && !Object.hasOwn(value, name))
    .flatMap(([name]) => issue([...path, name], 'is required'));
  const given = Object.entries(value).flatMap(([name, element]) => {
    const member = Object.hasOwn(members, name) ? members[name] : undefined;
    return member === undefined
      ? issue([...path, name], 'is unknown')
      : issuesOf(member.shape, element, [...path, name]);
  });
  return [...missing, ...given];
}

const isNull = (value: unknown): string => (value === null ? ', is null: leave it out instead' : '');

const shorter = (value: string, min: number): string =>
  value === '' ? 'is empty' : `is shorter than ${min} characters`;

/** As JSON and YAML make one: no date, no list. */
const isObject = (value: unknown): value is object =>
  value !== null &&
  typeof value === 'object' &&
  !Array.isArray(value) &&
  [Object.prototype, null].includes(Object.getPrototypeOf(value) as null);
