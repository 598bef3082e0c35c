import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { projectRoot } from '../../src/dev/project-root.js';

/** Every page of the project, by its path from the root; those of packages and data apart. */
export async function pages(): Promise<string[]> {
  const below = async (folder: string): Promise<string[]> =>
    (await readdir(join(projectRoot(), folder), { recursive: true })).map((file) => join(folder, file));
  const files = [...(await readdir(projectRoot())), ...(await below('docs')), ...(await below('src'))];
  const all = [...files, 'bench/RESULTS.md', 'findings/README.md'];
  return all.filter((file) => file.endsWith('.md')).sort();
}

/** The pages that users read: what they show is run. */
export const userPages = async (): Promise<string[]> => {
  const guides = (await pages()).filter((page) => page.startsWith('docs/'));
  return ['README.md', 'src/connect-simulator/README.md', ...guides];
};

export const textOf = (page: string): Promise<string> => readFile(join(projectRoot(), page), 'utf8');

/** A page without its fenced blocks. */
export const proseOf = (text: string): string => text.replace(/^( *)```[\s\S]*?^\1```$/gm, '');

/** Its headings, as they are written, with their depth. */
export const headingsOf = (text: string): { readonly depth: number; readonly title: string }[] =>
  [...proseOf(text).matchAll(/^(#+) (.+)$/gm)].map(([, marks = '', title = '']) => ({ depth: marks.length, title }));

/** As GitHub makes them of headings. */
export function anchorsOf(text: string): string[] {
  const seen = new Map<string, number>();
  return headingsOf(text).map(({ title }) => {
    const anchor = title
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-');
    const times = seen.get(anchor) ?? 0;
    seen.set(anchor, times + 1);
    return times === 0 ? anchor : `${anchor}-${times}`;
  });
}

/** What its links point to, badges and pictures too. */
export const linksOf = (text: string): string[] =>
  [...proseOf(text).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target);

/** Commands and names within its sentences and tables. */
export const codeSpansOf = (text: string): string[] =>
  [...proseOf(text).matchAll(/`([^`\n]+)`/g)].map(([, code = '']) => code);

/** The rows of the table whose first column has that heading; cells as they are written. */
export function tableOf(text: string, firstColumn: string): string[][] {
  const lines = text.split('\n');
  const top = lines.findIndex((line) => line.startsWith(`| ${firstColumn} `));
  const rows = top < 0 ? [] : lines.slice(top + 2);
  const end = rows.findIndex((line) => !line.startsWith('|'));
  return rows.slice(0, end < 0 ? undefined : end).map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

/** The code spans of a table's first column. */
export const namesOf = (text: string, firstColumn: string): string[] =>
  tableOf(text, firstColumn).flatMap(([first = '']) => codeSpansOf(first));
