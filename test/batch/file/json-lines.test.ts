import { describe, expect, it } from 'vitest';
import { read } from './read.js';

const jsonLines = (content: string | Buffer, common = {}) => read(content, { format: 'jsonl', common });
const row = (id: string, more: object = {}) => JSON.stringify({ id, ...more });

describe('JSON Lines', () => {
  it.each([
    { how: 'with LF', text: `${row('a')}\n${row('b')}\n` },
    { how: 'with CRLF', text: `${row('a')}\r\n${row('b')}\r\n` },
    { how: 'without a line end at the end', text: `${row('a')}\n${row('b')}` },
    { how: 'with a byte order mark', text: `\ufeff${row('a')}\n${row('b')}\n` },
  ])('are read $how', async ({ text }) => {
    expect(await jsonLines(text)).toEqual([
      { line: 1, workflowId: 'a', request: {}, options: {} },
      { line: 2, workflowId: 'b', request: {}, options: {} },
    ]);
  });

  it('pass over empty lines, and keep every letter, U+2028 and those whose bytes arrive apart among them', async () => {
    const Name = 'Žofie\u2028李 🎉, "quoted"';

    const rows = await read(`\n${row('a', { request: { Name } })}\n \n`, { format: 'jsonl', chunkBytes: 1 });

    expect(rows).toEqual([{ line: 2, workflowId: 'a', request: { Name }, options: {} }]);
  });

  it('are calls with options, follow-ups with a plan, and without either what the command line says', async () => {
    const text = [row('a', { options: { priority: 1 } }), row('b', { plan: { maxAttempts: 2 } }), row('c')].join('\n');
    const plan = { goal: ['ANSWERED'] };

    expect(await jsonLines(text)).toMatchObject([
      { options: { priority: 1 } },
      { plan: { maxAttempts: 2 } },
      { options: {} },
    ]);
    expect(await jsonLines(text, { areFollowUps: true, plan })).toEqual([
      { line: 1, workflowId: 'a', request: {}, options: { priority: 1 } },
      { line: 2, workflowId: 'b', request: {}, plan: { ...plan, maxAttempts: 2 } },
      { line: 3, workflowId: 'c', request: {}, plan },
    ]);
  });

  it.each([
    { what: 'no JSON', line: '{"id": "b"', issue: { member: '', message: 'is not JSON' } },
    { what: 'no object', line: '["b"]', issue: { member: '', message: 'must be an object, is a list' } },
    { what: 'no ID', line: '{}', issue: { member: 'id', message: 'is required' } },
    {
      what: 'an ID that is no text',
      line: '{"id": 7}',
      issue: { member: 'id', message: 'must be a string, is a number' },
    },
    {
      what: 'a member that is unknown',
      line: row('b', { Request: {} }),
      issue: { member: 'Request', message: 'is unknown; did you mean request?' },
    },
    {
      what: 'a request that is none',
      line: row('b', { request: 'x' }),
      issue: { member: 'request', message: 'must be an object' },
    },
    {
      what: 'both options and plan',
      line: row('b', { options: {}, plan: {} }),
      issue: { member: 'plan', message: 'belongs to a follow-up, options to a call: leave one of them out' },
    },
    {
      what: 'bytes that are no UTF-8',
      line: Buffer.from('{"id": "b", "request": {"Name": "M\xfcller"}}', 'latin1'),
      issue: { member: '', message: 'has a character that cannot be read: save the file as UTF-8' },
    },
  ])('that make no sense are invalid, and the others go on: $what', async ({ line, issue }) => {
    const content = Buffer.concat([`${row('a')}\n`, line, `\n${row('c')}\n`].map((part) => Buffer.from(part)));

    const rows = await jsonLines(content);

    expect(rows).toMatchObject([{ workflowId: 'a' }, { line: 2, issues: [issue] }, { line: 3, workflowId: 'c' }]);
  });

  it('end where a line has no end', async () => {
    await expect(jsonLines(`${row('a')}\n${'x'.repeat(1_100_000)}`)).rejects.toThrow(/^line 2: is longer than/);
  });
});
