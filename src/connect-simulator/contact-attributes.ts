import { connectError } from './errors.js';
import { map, string } from './shapes.js';

type Attributes = Readonly<Record<string, string>>;

/** "Attribute keys can include only alphanumeric, dash, and underscore characters." */
export const attributesShape = map({
  key: string({ min: 1, max: 32_767, pattern: /^[A-Za-z0-9_-]+$/ }),
  value: string({ max: 32_767 }),
});

/**
 * The attributes of a contact after an update: an empty value clears its attribute.
 * @throws ConnectServiceError InvalidParameterException
 */
export function updatedAttributes(attributes: Attributes, change: Attributes): Attributes {
  const entries = Object.entries({ ...attributes, ...change });
  const updated = Object.fromEntries(entries.filter(([key]) => !Object.hasOwn(change, key) || change[key] !== ''));
  refuseAttributesTooLarge(updated);
  return updated;
}

/** "There can be up to 32,768 UTF-8 bytes across all key-value pairs per contact." */
export function refuseAttributesTooLarge(attributes: Attributes): void {
  const attributesBytes = Object.entries(attributes).reduce(
    (bytes, [key, value]) => bytes + Buffer.byteLength(key) + Buffer.byteLength(value),
    0,
  );
  if (attributesBytes <= 32_768) return;
  throw connectError(
    'InvalidParameterException',
    `Attributes hold ${attributesBytes} UTF-8 bytes; a contact has room for 32768.`,
  );
}
