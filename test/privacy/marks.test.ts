import { expect, it } from 'vitest';
import { marked, marksIn } from './marks.js';

const { Name, Description } = marked;

it.each([
  ['digits', 'call 12065550187 now'],
  ['E.164', marked.DestinationPhoneNumber],
  ['spaces', '+1 206 555 0187'],
  ['hyphens', '206-555-0187'],
  ['brackets', '(206) 555-0187'],
  ['the local part alone', '555-0187'],
  ['a URL', `?number=${encodeURIComponent(marked.DestinationPhoneNumber)}`],
  ['JSON', JSON.stringify({ Name })],
  ['JSON in JSON', JSON.stringify({ text: JSON.stringify({ Name }) })],
  ['JSON of ASCII', '"Zo\\u00eb \\"Zebrafinch\\" \\u00d8deg\\u00e5rd"'],
  ['a form', new URLSearchParams({ Description }).toString()],
  ...['', 'x', 'xx'].flatMap((before) => [
    ['base64', Buffer.from(`${before}{"Destination":"+12065550187"}`).toString('base64')],
    ['base64 for URLs', Buffer.from(`${before}${Description}?`).toString('base64url')],
  ]),
  ['hex', Buffer.from('+12065550187').toString('hex')],
])('finds a mark in %s', (_, text) => {
  expect(marksIn(text)).not.toEqual([]);
});

it.each(['+1 206 ••• ••87', 'Name: •••', 'order-4711', '2026-11-28T20:65:55.018Z'])('finds none in %s', (text) => {
  expect(marksIn(text)).toEqual([]);
});
