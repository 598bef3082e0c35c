import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { projectRoot } from '../../src/dev/project-root.js';

/** A fenced block of a page. */
export interface Snippet {
  /** `README.md:12`, where its first line is. */
  readonly place: string;
  /** The word after the fence, such as `ts`. */
  readonly language: string;
  readonly text: string;
}

const fence = /^([ ]*)```(\w*)[^\n]*\n([\s\S]*?)^\1```$/gm;

/** All fenced blocks of a page of this repository, in their order. */
export async function snippetsOf(page: string): Promise<Snippet[]> {
  const text = await readFile(join(projectRoot(), page), 'utf8');
  return [...text.matchAll(fence)].map(({ index, 2: language = '', 3: body = '' }) => ({
    place: `${page}:${text.slice(0, index).split('\n').length + 1}`,
    language,
    text: body,
  }));
}
