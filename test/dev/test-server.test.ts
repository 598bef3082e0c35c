import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { executableSettings } from '../../src/dev/executable-settings.js';
import { findTestServer, testServerVersion } from '../../tools/for-tests/test-server.js';
import { aMachine, fakeTestServer } from './fixtures.js';

const silently = () => undefined;
const inCache = `cache/temporal-test-server-${testServerVersion}/temporal-test-server`;

/** Copies one "jar" to where -DoutputDirectory says. */
const fakeMaven = `#!/bin/sh
for argument in "$@"; do
  case "$argument" in -DoutputDirectory=*) directory="\${argument#-DoutputDirectory=}" ;; esac
done
mkdir -p "$directory"
printf 'server' > "$directory/server.jar"
`;

const checksum = (text: string) => createHash('sha256').update(text).digest('hex');
const rightChecksums = `${checksum('server')}  server.jar\n`;

describe('findTestServer', () => {
  it('takes what RINGONCE_TEMPORAL_TEST_SERVER names, before PATH', async () => {
    await using machine = await aMachine();
    await machine.directory.write('bin/temporal-test-server', fakeTestServer, 0o755);
    const named = await machine.directory.write('mine', fakeTestServer, 0o755);

    const found = await findTestServer({ ...machine.settings, testServer: named }, silently);

    expect(found).toEqual({ path: named, way: 'RINGONCE_TEMPORAL_TEST_SERVER' });
  });

  it('fails at once when RINGONCE_TEMPORAL_TEST_SERVER names another program, though PATH has one', async () => {
    await using machine = await aMachine();
    await machine.directory.write('bin/temporal-test-server', fakeTestServer, 0o755);
    const named = await machine.directory.write('mine', '#!/bin/sh\necho hello\n', 0o755);

    const failure = findTestServer({ ...machine.settings, testServer: named }, silently);

    await expect(failure).rejects.toMatchObject({
      failedWays: [
        { way: 'RINGONCE_TEMPORAL_TEST_SERVER', reason: `${named} is no Temporal test server: it printed "hello"` },
      ],
    });
  });

  it.each([
    { place: 'PATH', file: 'bin/temporal-test-server', also: inCache },
    { place: 'cache', file: inCache, also: 'unused' },
  ])('takes the one in $place', async ({ place, file, also }) => {
    await using machine = await aMachine();
    const path = await machine.directory.write(file, fakeTestServer, 0o755);
    await machine.directory.write(also, fakeTestServer, 0o755);

    expect(await findTestServer(machine.settings, silently)).toEqual({ path, way: place });
  });

  it('takes the SDK before Maven', async () => {
    await using machine = await aMachine();
    await machine.directory.write('bin/mvn', '#!/bin/sh\nexit 1\n', 0o755);
    await machine.directory.write(
      'tools/sdk-download.mjs',
      `import { writeFileSync } from 'node:fs';
       writeFileSync(process.argv[4] + '/temporal-test-server-x', ${JSON.stringify(fakeTestServer)}, { mode: 0o755 });`,
    );

    expect(await findTestServer(machine.settings, silently)).toMatchObject({ way: "the Temporal SDK's download" });
  });

  it('has Maven copy the jars, and writes a launcher that becomes the JVM', async () => {
    await using machine = await aMachine();
    await machine.directory.write('bin/mvn', fakeMaven, 0o755);
    await machine.directory.write('bin/java', fakeTestServer, 0o755);
    await machine.directory.write('tools/test-server/checksums.sha256', rightChecksums);

    const found = await findTestServer(machine.settings, silently);

    expect(found).toEqual({ path: join(machine.directory.path, inCache), way: 'Maven and Java' });
    expect(await readFile(found.path, 'utf8')).toMatch(/^exec java -XX:TieredStopAtLevel=1 -XX:\+UseSerialGC /m);
  });

  it.each([
    { trouble: 'a jar that differs', checksums: `${checksum('other')}  server.jar\n`, told: 'server.jar differs' },
    { trouble: 'a jar that is not listed', checksums: '', told: 'server.jar is not listed' },
    {
      trouble: 'a jar that is missing',
      checksums: `${rightChecksums}${checksum('more')}  more.jar\n`,
      told: 'more.jar is missing',
    },
    {
      trouble: 'a list that cannot be read',
      checksums: 'abc server.jar\n',
      told: 'not a line of sha256sum: abc server.jar',
    },
  ])('refuses $trouble and leaves nothing in the cache', async ({ checksums, told }) => {
    await using machine = await aMachine();
    await machine.directory.write('bin/mvn', fakeMaven, 0o755);
    await machine.directory.write('bin/java', fakeTestServer, 0o755);
    await machine.directory.write('tools/test-server/checksums.sha256', checksums);

    await expect(findTestServer(machine.settings, silently)).rejects.toThrow(told);
    expect(await readdir(join(machine.directory.path, 'cache'))).toEqual([]);
  });

  it.each([
    { there: [], reason: 'no mvn on PATH' },
    { there: ['bin/mvn'], reason: 'no java on PATH' },
  ])('says what Maven lacks: $reason', async ({ there, reason }) => {
    await using machine = await aMachine();
    for (const file of there) await machine.directory.write(file, fakeMaven, 0o755);

    await expect(findTestServer(machine.settings, silently)).rejects.toMatchObject({
      failedWays: [
        { way: 'PATH' },
        { way: 'cache' },
        { way: "the Temporal SDK's download" },
        { way: 'Maven and Java', reason },
      ],
    });
  });

  it('is pinned to the version of pom.xml and checksums.sha256', async () => {
    const tools = join(executableSettings({}).toolsDirectory, 'test-server');

    expect(await readFile(join(tools, 'pom.xml'), 'utf8')).toContain(`<version>${testServerVersion}</version>`);
    expect(await readFile(join(tools, 'checksums.sha256'), 'utf8')).toContain(
      `  temporal-test-server-${testServerVersion}.jar\n`,
    );
  });
});
