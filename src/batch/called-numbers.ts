/** The numbers that a batch calls, each with the row and the ID that it came under first. */
export interface CalledNumbers {
  /** The row that had the number first, if that was under another ID. What is not E.164 is nobody's number. */
  readonly earlierRow: (number: string, workflowId: string, row: number) => number | undefined;
}

/** So that a batch without end takes 32 MiB at most: numbers beyond a million are not remembered. */
const mostSlots = 2 ** 21;

/**
 * A hash table in typed arrays: a `Map` would take some 80 bytes a row of the JavaScript heap, this takes 16 to 64 outside of it. A
 * number in E.164 has 15 digits at most, and is a whole number that a double holds exactly.
 */
export function createCalledNumbers(): CalledNumbers {
  let slots = emptySlots(1024);
  let size = 0;

  const grow = (): void => {
    const { numbers, rows, ids } = slots;
    slots = emptySlots(2 * numbers.length);
    for (const [from, number] of numbers.entries()) {
      if (number === 0) continue;
      const slot = slotOf(slots.numbers, number);
      slots.numbers[slot] = number;
      slots.rows[slot] = rows[from] ?? 0;
      slots.ids[slot] = ids[from] ?? 0;
    }
  };

  return {
    earlierRow: (text, workflowId, row) => {
      if (!/^\+[1-9]\d{1,14}$/.test(text)) return undefined;
      const number = Number(text.slice(1));
      const id = hashOf(workflowId);
      const slot = slotOf(slots.numbers, number);
      if (slots.numbers[slot] === number) return slots.ids[slot] === id ? undefined : slots.rows[slot];
      // Half of the slots are free, so that a search is short.
      if (2 * (size + 1) > slots.numbers.length) {
        if (slots.numbers.length >= mostSlots) return undefined;
        grow();
      }
      const free = slotOf(slots.numbers, number);
      slots.numbers[free] = number;
      slots.rows[free] = row;
      slots.ids[free] = id;
      size++;
      return undefined;
    },
  };
}

/** 0 is no number, and marks a free slot. */
const emptySlots = (length: number) => ({
  numbers: new Float64Array(length),
  rows: new Uint32Array(length),
  ids: new Uint32Array(length),
});

/** Where the number is, or where it belongs. */
function slotOf(numbers: Float64Array, number: number): number {
  const mask = numbers.length - 1;
  const mixed = Math.imul((number % 2 ** 32) ^ Math.floor(number / 2 ** 32), 0x9e3779b1);
  let slot = (mixed ^ (mixed >>> 15)) & mask;
  while (numbers[slot] !== 0 && numbers[slot] !== number) slot = (slot + 1) & mask;
  return slot;
}

/** FNV-1a. Two IDs of one hash under one number would go without a warning, no more. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}
