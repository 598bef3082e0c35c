import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { projectRoot } from '../../src/dev/project-root.js';
import { startTemporalServer, type TemporalServer } from '../../src/dev/temporal-server.js';
import { linksOf, pages } from '../support/markdown.js';
import { snippetsOf } from '../support/snippets.js';
import {
  emptyProject,
  installCommand,
  nodeVersions,
  pathOfNode,
  strangers,
  type EmptyProject,
} from './empty-project.js';

interface PackageJson {
  readonly version: string;
  readonly exports: Readonly<Record<string, string>>;
}

const readJson = async <T>(...path: string[]) => JSON.parse(await readFile(join(...path), 'utf8')) as T;
const { version, exports } = await readJson<PackageJson>(projectRoot(), 'package.json');

/** As somebody has it who has cloned nothing: local Connect, contact events and a worker, all from the installed package. */
const stack = `
import { connectRingonce, loadConnectionSettings } from 'ringonce';
import { startSimulator } from 'ringonce/connect-simulator';
import { startContactEvents } from 'ringonce/contact-events';
import { createConnectClient, createLogger, installRuntime, startWorker } from 'ringonce/worker';

const connection = loadConnectionSettings();
const simulator = await startSimulator({ settings: { timeScale: 60 } });
const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
const connect = createConnectClient({ endpoint: simulator.url, region: 'us-west-2', credentials });
const logger = createLogger();
installRuntime(logger);
const secret = 'sixteen-characters-or-more';
const intake = await startContactEvents({ connection, connect, logger, http: { host: '127.0.0.1', port: 0, secrets: [secret] } });
simulator.configure({ events: { url: intake.url + '/contact-events', headers: { 'x-ringonce-secret': secret } } });
await startWorker({ connection, connect });
console.log('ready');
`;
/** Loads each export, and says what it has. */
const everyExport = (names: readonly string[]) => `
const loaded = {};
for (const name of ${JSON.stringify(names)}) {
  const options = name.endsWith('.json') ? { with: { type: 'json' } } : {};
  loaded[name] = Object.keys(await import(name, options));
}
console.log(JSON.stringify(loaded));
`;

describe('the tarball, installed in an empty project with engine-strict', () => {
  let project: EmptyProject;
  const install = installCommand('ringonce', version);

  beforeAll(async () => {
    project = await emptyProject();
    await project.on(await pathOfNode(nodeVersions[0] ?? ''), install);
    await project.write('every-export.mjs', everyExport(await names()));
    await project.write('stack.mjs', stack);
    const [program] = (await snippetsOf('README.md')).filter(({ language }) => language === 'js');
    await project.write('call.mjs', program?.text ?? '');
  }, 300_000);
  afterAll(() => project[Symbol.asyncDispose]());

  /** What `exports` names, the files of patterns too. */
  async function names(): Promise<string[]> {
    const perExport = Object.keys(exports).map(async (name) => {
      const place = join('ringonce', name);
      if (!place.endsWith('*')) return [place];
      const directory = place.slice(0, -1);
      return (await readdir(join(project.path, 'node_modules', directory))).map((file) => directory + file);
    });
    return (await Promise.all(perExport)).flat();
  }

  it('has every page and file that its pages link to', async () => {
    const installed = join(project.path, 'node_modules', 'ringonce');
    const broken = (await pages()).map(async (page) => {
      const links = linksOf(await readFile(join(installed, page), 'utf8'));
      const targets = links.filter((link) => !/^(https?:|#)/.test(link)).map((link) => link.replace(/#.*/, ''));
      return targets.filter((target) => !existsSync(join(installed, dirname(page), target)));
    });

    expect((await Promise.all(broken)).flat()).toEqual([]);
  });

  describe.each(nodeVersions)('on Node %s', (nodeVersion) => {
    let node: string;
    let server: TemporalServer;
    beforeAll(async () => {
      node = await pathOfNode(nodeVersion);
      server = await startTemporalServer({ ports: 'free', ui: false });
    }, 120_000);
    afterAll(() => server.close());

    it('installs: nothing that it needs wants another Node', async () => {
      const { stdout } = await project.on(node, [...install, '--dry-run']);

      expect(stdout).toMatch(/^(up to date|added|changed)/m);
    });

    it('can import every export', async () => {
      const { stdout } = await project.on(node, ['node', 'every-export.mjs']);

      const loaded = Object.entries(JSON.parse(stdout) as Record<string, string[]>);
      expect(loaded.map(([name]) => name)).toEqual(await names());
      expect(loaded.filter(([, members]) => members.length === 0)).toEqual([]);
    });

    it('has the command, which says its version and sets up a namespace', async () => {
      const environment = { TEMPORAL_ADDRESS: server.address };

      expect((await project.on(node, ['npx', '--no-install', 'ringonce', '--version'])).stdout.split('\n')[0]).toBe(
        version,
      );
      expect((await project.on(node, ['npx', '--no-install', 'ringonce', 'setup'], environment)).stdout).toContain(
        'ready for calls',
      );
    });

    it('places the call of the README’s first program, which runs as it stands', async () => {
      const environment = { TEMPORAL_ADDRESS: server.address };
      const child = spawn(node, ['stack.mjs'], {
        cwd: project.path,
        env: { ...strangers, ...environment, RINGONCE_LOG_LEVEL: 'error' },
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      try {
        const ready = await Promise.race([once(child.stdout, 'data'), once(child, 'exit')]);
        expect(String(ready[0])).toBe('ready\n');

        const { stdout, stderr } = await project.on(node, ['node', 'call.mjs'], environment);

        expect(stdout).toMatch(/^started [0-9a-f-]{36}\n\{[^}]*outcome: 'ANSWERED'/);
        expect(stderr).toBe('');
      } finally {
        child.kill('SIGKILL');
      }
    });
  });
});
