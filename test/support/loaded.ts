import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

/** What a program had loaded at its end. */
export interface Loaded {
  /** Names of packages other than ours. */
  readonly packages: readonly string[];
  /** Folders of ours, as they are below `dist`: `src/client`. */
  readonly folders: readonly string[];
  /** Paths of native libraries. */
  readonly native: readonly string[];
}

/** As a clone, and installed as one of our two packages. */
const ours = 'ringonce';
const preload = fileURLToPath(new URL('loaded.mjs', import.meta.url));

/** What makes Node, at the program's end, write to that file what {@link loadedIn} reads. */
export const recordLoaded = (file: string) => ({
  options: ['--import', preload],
  env: { LOADED_TO: file },
});

export async function loadedIn(file: string): Promise<Loaded> {
  const { modules, native } = JSON.parse(await readFile(file, 'utf8')) as { modules: string[]; native: string[] };
  const packageOf = (url: string) => /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url)?.[1] ?? ours;
  const ofOurs = modules.filter((url) => packageOf(url).startsWith(ours));
  const distinct = (names: string[]) => [...new Set(names)].sort();
  return {
    packages: distinct(modules.map(packageOf).filter((name) => !name.startsWith(ours))),
    folders: distinct(ofOurs.flatMap((url) => /\/dist\/((?:src\/)?[^/]+)\//.exec(url)?.[1] ?? [])),
    native,
  };
}

/** The packages that a program with the client loads. Each is one that every such program waits for and installs. */
export const packagesOfClient: readonly string[] = [
  '@grpc/grpc-js',
  '@grpc/proto-loader',
  '@js-sdsl/ordered-map',
  '@temporalio/client',
  '@temporalio/common',
  '@temporalio/envconfig',
  '@temporalio/proto',
  'abort-controller',
  'event-target-shim',
  'lodash.camelcase',
  'long',
  'ms',
  'nexus-rpc',
  'p-map',
  'protobufjs',
  'smol-toml',
  'uuid',
  'zod',
];
