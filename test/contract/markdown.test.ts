import fc from 'fast-check';
import { marked } from 'marked';
import { expect, it } from 'vitest';
import { escapeMarkdown } from '../../src/contract/markdown.js';
import { describeRequest } from '../../src/contract/static-details.js';
import { aRequest } from '../support/requests.js';

const html = (markdown: string): string => marked.parse(markdown, { async: false, gfm: true });

/** As a browser shows it. */
const shown = (markdown: string): string =>
  html(markdown)
    .replace(/^<p>|<\/p>\n?$/g, '')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&');

const attacks = [
  '![a](https://example.com/pixel.png)',
  '[press here](https://example.com)',
  '<details><summary>more</summary>hidden</details>',
  '<img src=x>',
  'https://example.com/a',
  'www.example.com',
  'HTTPS://example.com WWW.example.com',
  'ann@example.com',
  '<https://example.com>',
  '`code` **bold** ~~gone~~ _it_ &lt;b&gt; \\*',
  '[ref][1]',
  '| a | b |',
  '# heading',
];

it.each(attacks)('shows %j as it is written', (text) => {
  const made = html(`- it says ${escapeMarkdown(text)}`);

  expect(made).toMatch(/^<ul>\n<li>it says [^<]*<\/li>\n<\/ul>\n$/);
  expect(shown(`it says ${escapeMarkdown(text)}`)).toBe(`it says ${text}`);
});

it('keeps every text on one line, and lets none of it mean anything', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom(...Array.from('![]()<>`*_~|&#:/\\.@w \n\tahtps1-+=$^"\'')) }),
      (text) => {
        const made = html(`- it says ${escapeMarkdown(text)} so`);
        expect(made.match(/<\/?[a-z]+/g)).toEqual(['<ul', '<li', '</li', '</ul']);
      },
    ),
    { numRuns: 1_000 },
  );
});

it('shows what a request holds as text', () => {
  const image = '![a](https://example.com/a.png)<details>';
  const nested = { AnswerMachineDetectionConfig: { [image]: image } } as object;
  const made = html(describeRequest(aRequest({ ContactFlowId: image, QueueId: image, CampaignId: image, ...nested })));

  expect(made).not.toMatch(/<(?:img|a|details)\b/);
  expect(made).toContain('example.com');
});
