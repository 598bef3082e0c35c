import { memberOf } from './issues.js';
import { callIdAttribute } from './names.js';
import { requestAsGiven } from './request.js';
import { isPlainObject } from './shapes.js';

type JsonObject = Readonly<Record<string, unknown>>;

/**
 * Names of the members whose values differ between two requests under one ID; none: they are the same call. What is not set counts nothing,
 * nor do the two places where the ID may or may not be written.
 */
export function membersThatDiffer(one: unknown, other: unknown, workflowId: string): string[] {
  const [left, right] = [comparable(one, workflowId), comparable(other, workflowId)];
  const members = new Set([...Object.keys(left), ...Object.keys(right)]);
  return [...members].filter((member) => !isSame(left[member], right[member])).map((member) => memberOf([member]));
}

function comparable(request: unknown, workflowId: string): JsonObject {
  const given = requestAsGiven(JSON.parse(JSON.stringify(request ?? {})) as unknown);
  if (!isPlainObject(given)) return {};
  const { ClientToken, Attributes, ...rest } = given;
  const attributes = Object.entries(isPlainObject(Attributes) ? Attributes : {}).filter(
    ([key, value]) => key !== callIdAttribute || value !== workflowId,
  );
  return {
    ...rest,
    ...(ClientToken === undefined || ClientToken === workflowId ? {} : { ClientToken }),
    ...(attributes.length === 0 ? {} : { Attributes: Object.fromEntries(attributes) }),
  };
}

/** Whether two JSON values are the same, in whatever order their members are. Without Node: this also runs in the workflow sandbox. */
function isSame(one: unknown, other: unknown): boolean {
  if (one === null || other === null || typeof one !== 'object' || typeof other !== 'object') return one === other;
  if (Array.isArray(one) !== Array.isArray(other)) return false;
  const keys = Object.keys(one);
  return (
    keys.length === Object.keys(other).length &&
    keys.every((key) => Object.hasOwn(other, key) && isSame(one[key as never], other[key as never]))
  );
}
