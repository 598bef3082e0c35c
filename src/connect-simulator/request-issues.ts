import { connectError, type ConnectErrorName } from './errors.js';
import type { Issue, Shape } from './shapes.js';

/**
 * Reads a request, or throws the error of its gravest issues: what cannot be decoded is found before what is not allowed.
 *
 * AWS documents InvalidParameterException and InvalidRequestException for the same operation and nowhere says which violation gives
 * which. Here a member that breaks its own rule is an invalid parameter, and a missing member or members that do not go together
 * are an invalid request. Clients should treat the two alike.
 */
export function readRequest<T>(shape: Shape<T>, json: unknown): T {
  const issues: Issue[] = [];
  const request = shape.read(json, '', issues);
  throwIssues(issues);
  if (request === undefined) throw new TypeError('A shape refused a request without an issue.');
  return request;
}

const errorOfKind: readonly (readonly [Issue['kind'], ConnectErrorName])[] = [
  ['type', 'SerializationException'],
  ['missing', 'InvalidRequestException'],
  ['constraint', 'InvalidParameterException'],
];

function throwIssues(issues: readonly Issue[]): void {
  for (const [kind, errorName] of errorOfKind) {
    const ofKind = issues.filter((issue) => issue.kind === kind);
    if (ofKind.length > 0) throw connectError(errorName, messageOf(ofKind));
  }
}

/** In AWS's words, but never with the value itself: phone numbers do not belong into messages that end in logs. */
function messageOf(issues: readonly Issue[]): string {
  const found = issues.map(({ path, problem }) => `Value at '${path}' failed to satisfy constraint: ${problem}`);
  return `${issues.length} validation error${issues.length === 1 ? '' : 's'} detected: ${found.join('; ')}`;
}
