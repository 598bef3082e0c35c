/**
 * The members of a JSON object by their names in lower case: AWS's own samples have `contactId` and `ContactId`. Of two that
 * differ in case only, the first that holds something counts. Anything but an object has no members.
 * @see https://docs.aws.amazon.com/connect/latest/adminguide/contact-events.html
 */
export function membersOf(value: unknown): ReadonlyMap<string, unknown> {
  const members = new Map<string, unknown>();
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return members;
  for (const [name, member] of Object.entries(value)) {
    const key = name.toLowerCase();
    if (member !== null && member !== '' && !members.has(key)) members.set(key, member);
  }
  return members;
}
