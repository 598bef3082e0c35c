import { readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import ts from 'typescript';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { projectRoot } from '../../src/dev/project-root.js';
import { loadedIn, packagesOfClient, recordLoaded } from '../support/loaded.js';
import { snippetsOf } from '../support/snippets.js';
import { startWorld, type World } from '../support/world.js';
import { emptyProject, installCommand, nodeVersions, pathOfNode, type EmptyProject } from './empty-project.js';

interface PackageJson {
  readonly version: string;
  readonly dependencies: Readonly<Record<string, string>>;
}
const readJson = async <T>(...path: string[]) => JSON.parse(await readFile(join(...path), 'utf8')) as T;
const whole = await readJson<PackageJson>(projectRoot(), 'package.json');

/** What a program with types uses of the package. */
const typedProgram = `
import { connectRingonce, RingonceError, type CallResult, type FollowUpPlan } from 'ringonce-client';
import { parseCall, outcomes, type Outcome } from 'ringonce-client/contract';
const ringonce = await connectRingonce();
const result: CallResult = await ringonce.call('order-4711').result();
const outcome: Outcome | undefined = result.outcome;
const plan: FollowUpPlan = { maxAttempts: 'many' };
console.log(outcomes, parseCall, outcome, plan, RingonceError);
`;

/** What the compiler says of a program in the project and of our types, which it reads too; of other packages' not. */
function typeErrors(program: string): string[] {
  const compiled = ts.createProgram([program], {
    module: ts.ModuleKind.NodeNext,
    target: ts.ScriptTarget.ES2022,
    strict: true,
    noEmit: true,
  });
  return ts
    .getPreEmitDiagnostics(compiled)
    .filter(({ file }) => file === undefined || !/node_modules\/(?!ringonce-client\/)/.test(file.fileName))
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'));
}

/** Bytes of all files below a folder. */
async function bytesOf(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => stat(join(entry.parentPath, entry.name)));
  return (await Promise.all(files)).reduce((sum, { size }) => sum + size, 0);
}

describe('the tarball of the client, installed in an empty project', () => {
  let world: World;
  let project: EmptyProject;
  let modules: string;
  beforeAll(async () => {
    project = await emptyProject();
    modules = join(project.path, 'node_modules');
    world = await startWorld({ timeScale: 60 });
    await world.startWorker();
    await world.startContactEvents();
  });
  afterAll(async () => {
    await world[Symbol.asyncDispose]();
    await project[Symbol.asyncDispose]();
  });

  describe.each(nodeVersions)('on Node %s', (nodeVersion) => {
    let node: string;
    beforeAll(async () => {
      node = await pathOfNode(nodeVersion);
      await rm(modules, { recursive: true, force: true });
      await project.on(node, installCommand('ringonce-client', whole.version));
    }, 300_000);

    it('is at most 80 packages and 80 MB: with the worker it was 264 and 400', async () => {
      const { packages } = await readJson<{ packages: object }>(modules, '.package-lock.json');
      const bytes = await bytesOf(modules);

      expect(Object.keys(packages).length).toBeLessThanOrEqual(80);
      expect(bytes / 1e6).toBeLessThanOrEqual(80);
    });

    it('runs the README’s program, and loads what the client needs and nothing native', async () => {
      const [program] = (await snippetsOf('README.md')).filter(({ language }) => language === 'js');
      const text = program?.text.replace(`'ringonce'`, `'ringonce-client'`).replace('4711', nodeVersion) ?? '';
      await project.write('call.mjs', text);
      const file = join(project.path, 'loaded.json');
      const { options, env } = recordLoaded(file);

      const { stdout, stderr } = await project.on(node, ['node', ...options, 'call.mjs'], {
        ...env,
        TEMPORAL_ADDRESS: world.server.address,
      });

      expect(stdout).toMatch(/^started [0-9a-f-]{36}\n\{[^}]*outcome: 'ANSWERED'/);
      expect(stderr).toBe('');
      const loaded = await loadedIn(file);
      expect(loaded.folders).toContain('src/client');
      expect(loaded.packages.filter((name) => !packagesOfClient.includes(name))).toEqual([]);
      expect(loaded.native).toEqual([]);
    });

    it('has the versions of the whole package', async () => {
      const { version, dependencies } = await readJson<PackageJson>(modules, 'ringonce-client', 'package.json');

      expect(version).toBe(whole.version);
      expect(Object.keys(dependencies).length).toBeGreaterThan(0);
      expect(whole.dependencies).toMatchObject(dependencies);
    });

    it('has the contract and the JSON Schemas', async () => {
      await project.write(
        'rest.mjs',
        `import { outcomes } from 'ringonce-client/contract';
        import schema from 'ringonce-client/schemas/call-result.schema.json' with { type: 'json' };
        console.log(outcomes.includes('ANSWERED'), typeof schema.$schema);`,
      );

      expect((await project.on(node, ['node', 'rest.mjs'])).stdout).toBe('true string\n');
    });

    it.each(['worker', 'contact-events', 'connect-simulator'])('says of %s which package has it', async (part) => {
      const name = { worker: 'startWorker', 'contact-events': 'startContactEvents' }[part] ?? 'startSimulator';
      await project.write('part.mjs', `import { ${name} } from 'ringonce-client/${part}';\n${name}();\n`);

      await expect(project.on(node, ['node', 'part.mjs'])).rejects.toThrow(
        `ringonce-client/${part} is not in this package, which has the client only. Install ringonce, and import 'ringonce/${part}'.`,
      );
    });
  });

  it('has types, of the client and the contract', async () => {
    const program = await project.write('typed.mts', typedProgram);

    expect(typeErrors(program)).toEqual([expect.stringContaining(`'string' is not assignable to type 'number`)]);
  });
});
