/**
 * AWS's own samples of contact events spell keys now `contactId`, now `ContactId`, and values now `VOICE`, now `Voice`. Which, chance
 * decides; the envelope and IDs stay.
 */
export function inMixedCase(document: object, random: () => number): object {
  const { detail, ...envelope } = document as { readonly detail: object };
  return { ...envelope, detail: mixed(detail, random) };
}

function mixed(value: unknown, random: () => number): unknown {
  if (value === null || typeof value !== 'object') return value;
  const entries = Object.entries(value).map(([key, member]) => {
    const isWord =
      typeof member === 'string' && (key === 'channel' || key === 'initiationMethod' || key === 'eventType');
    const spelt = isWord && random() < 0.5 ? member.charAt(0) + member.slice(1).toLowerCase() : mixed(member, random);
    return [random() < 0.5 ? key.charAt(0).toUpperCase() + key.slice(1) : key, spelt];
  });
  return Object.fromEntries(entries) as object;
}
