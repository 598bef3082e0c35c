import { invisibleInId } from './phone-number.js';
import { text } from './shapes.js';

/** A workflow ID. With an invisible character it would be another ID than the one that people see, and somebody would be called twice. */
export const idText = (maxBytes: number) =>
  text({
    min: 1,
    maxBytes,
    isValid: (id) => invisibleInId(id) === undefined,
    otherwise: (id) => invisibleInId(id) ?? '',
  });
