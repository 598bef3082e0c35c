import { text } from './shapes.js';

/** A phone number in E.164. AWS's published pattern is escaped twice and not anchored; this is what it means. */
export const e164 = () =>
  text({
    pattern: /^\+[1-9]\d{1,14}$/,
    otherwise: (value) => `must be E.164: ${faultOf(value) ?? '+ and 2 to 15 digits, the first not 0'}`,
  });

/**
 * What people and spreadsheets do to numbers, in words that hold no digit of it. Nothing is repaired: a guess would ring someone else.
 * @returns undefined for a fault that is none of these
 */
function faultOf(value: string): string | undefined {
  const invisible = invisibleIn(value);
  if (invisible !== undefined) return invisible;
  if (/^['‘’`]/u.test(value)) return 'begins with an apostrophe, as a spreadsheet marks text: delete it';
  if (/^\+?\d+(?:[.,]\d+)?e\+?\d+$/i.test(value))
    return 'is in scientific notation, and digits are lost: format the column as text, and enter the number again';
  if (/^\+?\d+[.,]0+$/.test(value)) return 'ends with .0, as a decimal number: write the digits alone';
  if (/[＋﹢]|(?![0-9])\p{Nd}/u.test(value))
    return 'has a digit or + of another script, or of full width: write 0 to 9 and +';
  if (/^\+?[\d\p{Pd}−()./ ]+$/u.test(value) && /[^+\d]/.test(value))
    return 'has spaces, hyphens, dots, slashes or brackets: write + and digits alone';
  if (/^00[1-9]\d*$/.test(value)) return 'begins with 00: write + instead';
  if (/^\d+$/.test(value)) return 'has no +: write + and the country code first';
  return undefined;
}

const invisibleCharacters = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\u034f\ufe00-\ufe0f]|(?! )\p{Zs}/u;

/** The characters of a text that nobody sees, by code point and name, and what to do; undefined if there are none. */
export function invisibleIn(value: string): string | undefined {
  const found = new Set(value.match(new RegExp(invisibleCharacters, 'gu')));
  if (found.size === 0) return undefined;
  const names = [...found].slice(0, 3).map(nameOf).join(', ');
  return found.size === 1
    ? `has an invisible character, ${names}: delete it`
    : `has invisible characters, ${names}: delete them`;
}

/** The same with the place of the first one, counted from 1: IDs are long, and it cannot be seen. */
export function invisibleInId(value: string): string | undefined {
  const found = invisibleCharacters.exec(value);
  if (found === null) return undefined;
  const position = Array.from(value.slice(0, found.index)).length + 1;
  return `has an invisible character, ${nameOf(found[0])}, at position ${position}: delete it`;
}

function nameOf(character: string): string {
  const code = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
  const name = invisibleNames()[code];
  return name === undefined ? `U+${code}` : `U+${code} (${name})`;
}

/** Those that come with numbers out of spreadsheets, web pages and chats; a function, since the sandbox keeps what a module makes. */
const invisibleNames = (): Readonly<Record<string, string>> => ({
  '0000': 'NUL',
  '0009': 'tab',
  '000A': 'line feed',
  '000D': 'carriage return',
  '00A0': 'no-break space',
  '00AD': 'soft hyphen',
  '061C': 'Arabic letter mark',
  '200B': 'zero width space',
  '200C': 'zero width non-joiner',
  '200D': 'zero width joiner',
  '200E': 'left-to-right mark',
  '200F': 'right-to-left mark',
  '2028': 'line separator',
  '202A': 'left-to-right embedding',
  '202B': 'right-to-left embedding',
  '202C': 'pop directional formatting',
  '202D': 'left-to-right override',
  '202E': 'right-to-left override',
  '202F': 'narrow no-break space',
  '2060': 'word joiner',
  '2066': 'left-to-right isolate',
  '2067': 'right-to-left isolate',
  '2068': 'first strong isolate',
  '2069': 'pop directional isolate',
  '3000': 'ideographic space',
  FEFF: 'byte order mark',
});
