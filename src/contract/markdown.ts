/**
 * A text that a caller or Amazon Connect has written, for the summaries and details of workflows: the Temporal UI shows them as Markdown, in which
 * an image is fetched by the reader's browser and HTML is let through. So nothing in it may be markup: it stays on one line, and no character of
 * it means anything.
 *
 * @see https://spec.commonmark.org/0.31.2/#backslash-escapes, https://github.github.com/gfm/#autolinks-extension-
 */
export const escapeMarkdown = (text: string): string =>
  text
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .replace(/[\\`*_{}[\]<>()#!|~@&]/g, '\\$&')
    // Addresses become links by themselves.
    .replace(/:(?=\/)|(?<=www)\./gi, '\\$&');
