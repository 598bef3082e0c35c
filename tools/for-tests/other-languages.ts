import { createHash } from 'node:crypto';
import { constants, readFileSync } from 'node:fs';
import { access, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { cached, type CacheEntry } from '../../src/dev/cache.js';
import { executableSettings, type ExecutableSettings } from '../../src/dev/executable-settings.js';
import { cacheWay, findOnPath, reportOnStderr, type Report } from '../../src/dev/find-executable.js';
import { projectRoot } from '../../src/dev/project-root.js';
import { runStep } from '../../src/dev/run-step.js';
import { mavenCopyWay, usageOf } from './java-program.js';

/** Pins and programs of the tests that look at calls as services in other languages do. */
const folder = join(projectRoot(), 'test', 'other-languages');

/** A program that describes workflows: `command args… <address> <namespace> <workflow ID>…` prints their search attributes as JSON. */
export interface Describer {
  readonly command: string;
  readonly args: readonly string[];
}

interface Context {
  readonly settings: ExecutableSettings;
  readonly report: Report;
}

const usualContext = (): Context => ({ settings: executableSettings(), report: reportOnStderr });

export async function pythonDescriber(context: Context = usualContext()): Promise<Describer | undefined> {
  const command = await pythonWithSdk(context);
  return command === undefined ? undefined : { command, args: [join(folder, 'describe.py')] };
}

/** An interpreter with Python's SDK, of the versions and contents that `requirements.txt` pins; undefined where there is no Python. */
export async function pythonWithSdk({ settings, report }: Context = usualContext()): Promise<string | undefined> {
  const python = findOnPath('python3', settings.pathDirectories);
  if (python === undefined) return undefined;
  const { environment, cacheDirectory } = settings;
  const step = { environment, workingDirectory: folder };
  const entry: CacheEntry = {
    cacheDirectory,
    name: `python-sdk-${fingerprint(pin('requirements.txt'))}`,
    file: 'bin/python',
    check: (path) => {
      const args = ['-c', 'import temporalio.client, cryptography.hazmat.primitives.ciphers.aead'];
      return runStep({ ...step, title: 'Trying the SDK for Python', command: path, args }, quiet);
    },
  };
  return cached(entry, async (directory) => {
    const title = 'Fetching the Temporal SDK for Python with pip (once, about 20 MB)';
    await runStep({ ...step, title, command: python, args: ['-m', 'venv', directory] }, quiet);
    const pip = ['-m', 'pip', 'install', '--disable-pip-version-check', '--only-binary', ':all:', '--require-hashes'];
    const args = [...pip, '-r', 'requirements.txt'];
    await runStep({ ...step, title, command: join(directory, entry.file), args }, report);
  });
}

/** One with Go's SDK; undefined where there is no Go. */
export async function goDescriber(context: Context = usualContext()): Promise<Describer | undefined> {
  const sources = { 'main.go': readFileSync(join(folder, 'describe.go'), 'utf8') };
  const command = await goProgram('describe', sources, context);
  return command === undefined ? undefined : { command, args: [] };
}

/**
 * Builds a program with Go's SDK, of the versions and contents that `go.mod` and `go.sum` pin; undefined where there is no Go.
 *
 * @param sources by their paths in the module `ringonce/test/other-languages`
 */
export async function goProgram(
  name: string,
  sources: Readonly<Record<string, string>>,
  { settings, report }: Context = usualContext(),
): Promise<string | undefined> {
  const go = findOnPath('go', settings.pathDirectories);
  if (go === undefined) return undefined;
  const files = { ...sources, 'go.mod': pin('go.mod'), 'go.sum': pin('go.sum') };
  const entry: CacheEntry = {
    cacheDirectory: settings.cacheDirectory,
    name: `go-${name}-${fingerprint(JSON.stringify(files))}`,
    file: name,
    check: (path) => access(path, constants.X_OK),
  };
  return cached(entry, async (directory) => {
    const module = join(directory, 'module');
    for (const [path, text] of Object.entries(files)) {
      await mkdir(join(module, dirname(path)), { recursive: true });
      await writeFile(join(module, path), text);
    }
    await runStep(
      {
        title: 'Building a program with the Temporal SDK for Go (the first takes 1–3 minutes)',
        command: go,
        args: ['build', '-v', '-mod=readonly', '-trimpath', '-o', join(directory, entry.file), '.'],
        // GOTOOLCHAIN: a Go that is too old says so at once instead of fetching another Go.
        environment: { ...settings.environment, CGO_ENABLED: '0', GOTOOLCHAIN: 'local', GOWORK: 'off', GOFLAGS: '' },
        workingDirectory: module,
      },
      report,
    );
  });
}

/** Runs a Java program from its source, with Java's SDK of the versions and contents that `tools/java-sdk` pins; undefined without Java and Maven. */
export async function javaWithSdk(context: Context = usualContext()): Promise<string | undefined> {
  const { settings } = context;
  if (['java', 'mvn'].some((program) => findOnPath(program, settings.pathDirectories) === undefined)) return undefined;
  const pins = ['pom.xml', 'checksums.sha256'].map((file) =>
    readFileSync(join(settings.toolsDirectory, 'java-sdk', file), 'utf8'),
  );
  const entry: CacheEntry = {
    cacheDirectory: settings.cacheDirectory,
    name: `java-sdk-${fingerprint(...pins)}`,
    file: 'java-with-sdk',
    check: async (path) => {
      await usageOf(path, settings.environment);
    },
  };
  const title = 'Fetching the Temporal SDK for Java with Maven (once, about 40 MB)';
  const way = mavenCopyWay({ folder: 'java-sdk', title, program: '', files: [] }, entry, context);
  const found = await cacheWay(entry)
    .find()
    .catch(() => undefined);
  return found ?? way.find();
}

const pin = (file: string): string => readFileSync(join(folder, file), 'utf8');

/** A change of what is pinned gets another place in the cache. */
function fingerprint(...texts: readonly string[]): string {
  const hash = createHash('sha256');
  for (const text of texts) hash.update(text);
  return hash.digest('hex').slice(0, 12);
}

const quiet: Report = () => undefined;
