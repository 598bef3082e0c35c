import { marked } from 'marked';
import { expect, it } from 'vitest';
import { linesStart } from '../../src/temporal/lines-workflow.js';
import { detailsInMarkdown } from '../../workflows/shared/words.js';

const image = '![a](https://example.com/a.png)<details>`';
const at = '2026-11-28T16:00:00Z';

it('shows title, next step and timeline as text, whoever has written them, and the request as the Markdown that it is', () => {
  const told = { title: 'A title', next: 'Next.', timeline: [{ at, what: 'It began' }] };
  const html = (changed: Partial<typeof told>) =>
    marked.parse(detailsInMarkdown({ ...told, request: '- **ContactFlowId**: x', ...changed }), {
      async: false,
      gfm: true,
    });
  const plain = html({});

  expect(plain).toContain('<strong>2026-11-28 16:00:00 UTC</strong> It began</li>');
  expect(plain).toContain('<li><strong>ContactFlowId</strong>: x</li>');
  for (const changed of [{ title: image }, { next: image }, { timeline: [{ at, what: image }] }]) {
    const shown = html(changed);
    expect(shown).not.toMatch(/<(?:img|a|details|code)\b/);
    expect(shown).toContain('![a](https://example.com/a.png)&lt;details&gt;`');
  }
});

it('shows the instance in the title of its lines as text', () => {
  const html = marked.parse(linesStart(image).staticSummary, { async: false, gfm: true });
  expect(html).not.toMatch(/<(?:img|a|details|code)\b/);
});
