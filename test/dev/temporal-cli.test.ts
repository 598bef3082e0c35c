import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { executableSettings } from '../../src/dev/executable-settings.js';
import { ExecutableUnavailableError } from '../../src/dev/find-executable.js';
import { findTemporalCli, temporalCliVersion } from '../../src/dev/temporal-cli.js';
import { aMachine, fakeCli } from './fixtures.js';

const silently = () => undefined;
const inCache = `cache/temporal-cli-${temporalCliVersion}/temporal`;

/** Writes what `go build -o <path>` would, and leaves its arguments and settings in `go.log` beside itself. */
const fakeGo = `#!/bin/sh
echo "$@ CGO_ENABLED=$CGO_ENABLED GOTOOLCHAIN=$GOTOOLCHAIN in $PWD" >> "$(dirname "$0")/go.log"
while [ "$1" != "-o" ]; do shift; done
printf '#!/bin/sh\\necho "temporal version ${temporalCliVersion} (Server 1.31.2, UI 2.50.1)"\\n' > "$2"
chmod +x "$2"
`;

const successfulDownload = `
  import { writeFileSync } from 'node:fs';
  const [product, version, directory] = process.argv.slice(2);
  writeFileSync(directory + '/temporal-' + version, ${JSON.stringify(fakeCli())}, { mode: 0o755 });
`;

describe('findTemporalCli', () => {
  it('takes what RINGONCE_TEMPORAL_CLI names, before PATH', async () => {
    await using machine = await aMachine();
    await machine.directory.write('bin/temporal', fakeCli(), 0o755);
    const named = await machine.directory.write('mine/temporal', fakeCli(), 0o755);

    const found = await findTemporalCli({ ...machine.settings, temporalCli: named }, silently);

    expect(found).toEqual({ path: named, way: 'RINGONCE_TEMPORAL_CLI' });
  });

  it.each([
    { trouble: 'does not exist', file: undefined },
    { trouble: 'is not executable', file: { text: fakeCli(), mode: 0o644 } },
    { trouble: 'is another program', file: { text: '#!/bin/sh\necho "git version 2"\n', mode: 0o755 } },
    { trouble: 'fails', file: { text: '#!/bin/sh\nexit 1\n', mode: 0o755 } },
    { trouble: 'is too old', file: { text: fakeCli('1.4.1'), mode: 0o755 } },
  ])('fails at once when RINGONCE_TEMPORAL_CLI $trouble, though PATH has one', async ({ file }) => {
    await using machine = await aMachine();
    await machine.directory.write('bin/temporal', fakeCli(), 0o755);
    const named = join(machine.directory.path, 'named');
    if (file) await machine.directory.write('named', file.text, file.mode);

    const failure = findTemporalCli({ ...machine.settings, temporalCli: named }, silently);

    await expect(failure).rejects.toThrow(ExecutableUnavailableError);
    await expect(failure).rejects.toMatchObject({ failedWays: [{ way: 'RINGONCE_TEMPORAL_CLI' }] });
  });

  it('takes PATH before the cache', async () => {
    await using machine = await aMachine();
    const onPath = await machine.directory.write('bin/temporal', fakeCli('1.9.1'), 0o755);
    await machine.directory.write(inCache, fakeCli(), 0o755);

    expect(await findTemporalCli(machine.settings, silently)).toEqual({ path: onPath, way: 'PATH' });
  });

  it.each([
    { what: 'another program called temporal', script: '#!/bin/sh\necho "Temporal, a calendar"\n' },
    { what: 'a CLI older than 1.5', script: fakeCli('1.4.1') },
  ])('passes over $what on PATH and takes the cache', async ({ script }) => {
    await using machine = await aMachine();
    await machine.directory.write('bin/temporal', script, 0o755);
    const cached = await machine.directory.write(inCache, fakeCli(), 0o755);

    expect(await findTemporalCli(machine.settings, silently)).toEqual({ path: cached, way: 'cache' });
  });

  it('takes a CLI that was built without a version number', async () => {
    await using machine = await aMachine();
    await machine.directory.write('bin/temporal', fakeCli('0.0.0-DEV'), 0o755);

    expect(await findTemporalCli(machine.settings, silently)).toMatchObject({ way: 'PATH' });
  });

  it('puts the download aside and finds it in the cache next time', async () => {
    await using machine = await aMachine();
    await machine.directory.write('tools/sdk-download.mjs', successfulDownload);

    const first = await findTemporalCli(machine.settings, silently);
    await machine.directory.write('tools/sdk-download.mjs', 'process.exit(1)');
    const second = await findTemporalCli(machine.settings, silently);

    expect(first).toEqual({ path: join(machine.directory.path, inCache), way: "the Temporal SDK's download" });
    expect(second).toEqual({ path: first.path, way: 'cache' });
  });

  it('keeps a downloaded CLI that works although the SDK could not start it in time', async () => {
    await using machine = await aMachine();
    await machine.directory.write('tools/sdk-download.mjs', `${successfulDownload} process.exit(1);`);

    expect(await findTemporalCli(machine.settings, silently)).toMatchObject({ way: "the Temporal SDK's download" });
  });

  it('builds with Go, pinned and reproducibly, when nothing else works', async () => {
    await using machine = await aMachine();
    await machine.directory.write('bin/go', fakeGo, 0o755);
    const said: string[] = [];

    const found = await findTemporalCli(machine.settings, (line) => said.push(line));

    expect(found).toEqual({ path: join(machine.directory.path, inCache), way: 'a build with Go' });
    const log = await readFile(join(machine.directory.path, 'bin/go.log'), 'utf8');
    expect(log).toMatch(/^build -v -mod=readonly -trimpath -ldflags -s -w -X \S+Version=1\.8\.2 -o /);
    expect(log).toContain(`CGO_ENABLED=0 GOTOOLCHAIN=local in ${machine.directory.path}/tools/temporal-cli`);
    expect(said.join('\n')).toContain('Building the Temporal CLI 1.8.2 with Go');
  });

  it('gives two searches at once the same file and leaves nothing else in the cache', async () => {
    await using machine = await aMachine();
    await machine.directory.write('bin/go', fakeGo, 0o755);

    const found = await Promise.all([1, 2, 3].map(() => findTemporalCli(machine.settings, silently)));

    expect(new Set(found.map(({ path }) => path))).toEqual(new Set([join(machine.directory.path, inCache)]));
    expect(await readdir(join(machine.directory.path, 'cache'))).toEqual([`temporal-cli-${temporalCliVersion}`]);
  });

  it('replaces a broken file in the cache', async () => {
    await using machine = await aMachine();
    await machine.directory.write('bin/go', fakeGo, 0o755);
    const cached = await machine.directory.write(inCache, 'half a file', 0o755);

    await findTemporalCli(machine.settings, silently);

    expect((await stat(cached)).size).toBeGreaterThan('half a file'.length);
    expect(await readdir(join(machine.directory.path, 'cache'))).toEqual([`temporal-cli-${temporalCliVersion}`]);
  });

  it('leaves nothing in the cache when the build fails', async () => {
    await using machine = await aMachine();
    await machine.directory.write('bin/go', '#!/bin/sh\necho "go.mod requires go >= 1.26.4" >&2\nexit 1\n', 0o755);

    await expect(findTemporalCli(machine.settings, silently)).rejects.toThrow('go.mod requires go >= 1.26.4');
    expect(await readdir(join(machine.directory.path, 'cache'))).toEqual([]);
  });

  it('names every way, why it failed, and what to do, when none works', async () => {
    await using machine = await aMachine();

    const failure = findTemporalCli(machine.settings, silently);

    await expect(failure).rejects.toMatchObject({
      name: 'ExecutableUnavailableError',
      failedWays: [
        { way: 'PATH', reason: 'no temporal there' },
        { way: 'cache', reason: `${join(machine.directory.path, inCache)} does not exist yet` },
        { way: "the Temporal SDK's download", reason: expect.stringContaining('failed to download') as string },
        { way: 'a build with Go', reason: 'no go on PATH' },
      ],
    });
    await expect(failure).rejects.toThrow(/set RINGONCE_TEMPORAL_CLI to the path of a Temporal CLI/);
  });

  it('is pinned to the version of go.mod', async () => {
    const goMod = await readFile(join(executableSettings({}).toolsDirectory, 'temporal-cli/go.mod'), 'utf8');

    expect(/^\s*github\.com\/temporalio\/cli v(\S+)/m.exec(goMod)?.[1]).toBe(temporalCliVersion);
  });
});
