/** As elsewhere, a bare number is milliseconds; whether it is a duration at all is decided by the contract. */
export function durationArgument(text: string): string | number {
  return /^\d{1,15}$/.test(text.trim()) ? Number(text) : text;
}
