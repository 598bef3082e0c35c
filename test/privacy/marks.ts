import { numberOf } from '../../src/connect-simulator/index.js';
import { aRequest } from '../support/requests.js';

/** What a person could be recognised by. None of it occurs anywhere else: wherever it is found, it has leaked. */
export const marked = {
  DestinationPhoneNumber: '+12065550187',
  SourcePhoneNumber: '+12065550177',
  Name: 'Zoë "Zebrafinch" Ødegård',
  Description: 'about her zebrafinch’s knee / 50 % worse',
  Attributes: { reason: 'zebrafinch-attribute & more' },
  References: { chart: { Type: 'URL', Value: 'https://example.org/zebrafinch?id=7' } },
} as const;

/** Numbers whose calls are not answered at once. */
export const busy = numberOf('busy');
export const talksLong = numberOf('long-talk');
export const answersLate = numberOf('answered-late');

export const markedRequest = (DestinationPhoneNumber: string = marked.DestinationPhoneNumber) =>
  aRequest({ ...marked, DestinationPhoneNumber });

/** An error message of a service that quotes the whole request back. */
export const quotingMessage = `Cannot call ${marked.DestinationPhoneNumber}, (206) 555-0187 or ${busy} from ${marked.SourcePhoneNumber} for ${marked.Name}: ${marked.Description}; ${JSON.stringify(marked.Attributes)}, ${marked.References.chart.Value}`;

const numbers = [marked.DestinationPhoneNumber, marked.SourcePhoneNumber, busy, talksLong, answersLate];
const texts = [
  marked.Name,
  marked.Description,
  marked.Attributes.reason,
  marked.References.chart.Value,
  'Zebrafinch',
  'zebrafinch',
  'Ødegård',
  'her knee',
];

/** A number as people and programs write it; with its country code it contains one of these. */
function writtenNumber(e164: string): string[] {
  const [area, exchange, line] = [e164.slice(2, 5), e164.slice(5, 8), e164.slice(8)];
  return [
    `${area}${exchange}${line}`,
    ...[' ', '-', '.'].flatMap((gap) => [`${area}${gap}${exchange}${gap}${line}`, `${exchange}${gap}${line}`]),
    `${area}) ${exchange}`,
    `${area})${exchange}`,
  ];
}

const asciiOnly = (text: string): string =>
  text.replace(/[^ -~]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);

/** In base64 a text looks different at each of the three places it can have among three bytes. */
function inBase64(text: string): string[] {
  return [0, 1, 2].map((shift) => {
    const encoded = Buffer.from(`${' '.repeat(shift)}${text}`)
      .toString('base64')
      .replace(/=+$/, '');
    // Without the characters that also hold bits of the neighbours.
    return encoded.slice(shift === 0 ? 0 : shift + 1, -1);
  });
}

function spellingsOf(text: string): string[] {
  const inJson = JSON.stringify(text).slice(1, -1);
  const written = [text, inJson, asciiOnly(inJson), JSON.stringify(inJson).slice(1, -1)];
  const base64 = [text, inJson].flatMap(inBase64);
  const inUrl = [
    encodeURIComponent(text),
    encodeURI(text),
    new URLSearchParams({ text }).toString().slice('text='.length),
  ];
  return [
    ...written,
    ...base64,
    ...base64.map((spelling) => spelling.replaceAll('+', '-').replaceAll('/', '_')),
    ...inUrl,
    Buffer.from(text).toString('hex'),
  ];
}

/** As bytes, each a character: what is searched may be a database. */
const spellings = [
  ...new Set(
    [...numbers.flatMap(writtenNumber), ...texts]
      .flatMap(spellingsOf)
      .map((spelling) => Buffer.from(spelling).toString('latin1')),
  ),
];

/** The spellings of marks that are in it. */
export function marksIn(content: string | Buffer): string[] {
  const text = (typeof content === 'string' ? Buffer.from(content) : content).toString('latin1');
  return spellings
    .filter((spelling) => text.includes(spelling))
    .map((found) => Buffer.from(found, 'latin1').toString());
}
