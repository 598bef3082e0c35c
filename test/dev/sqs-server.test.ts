import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { executableSettings } from '../../src/dev/executable-settings.js';
import { findSqsServer, sqsServerVersion } from '../../tools/for-tests/sqs-server.js';
import { aMachine } from './fixtures.js';

const silently = () => undefined;
const inCache = `cache/sqs-server-${sqsServerVersion}/sqs-server`;
const fakeSqsServer = '#!/bin/sh\necho "Usage: sqs-server <port>"\nexit 2\n';

describe('findSqsServer', () => {
  it('takes the one in the cache', async () => {
    await using machine = await aMachine();
    const path = await machine.directory.write(inCache, fakeSqsServer, 0o755);

    expect(await findSqsServer(machine.settings, silently)).toEqual({ path, way: 'cache' });
  });

  it('has Maven copy the jars, and writes a launcher that becomes the JVM, with the program beside it', async () => {
    await using machine = await aMachine();
    await machine.directory.write('bin/mvn', '#!/bin/sh\nmkdir -p "${7#-DoutputDirectory=}"\n', 0o755);
    await machine.directory.write('bin/java', fakeSqsServer, 0o755);
    await machine.directory.write('tools/sqs-server/checksums.sha256', '');
    await machine.directory.write('tools/sqs-server/SqsServer.java', 'class SqsServer {}');

    const found = await findSqsServer(machine.settings, silently);

    expect(found).toEqual({ path: join(machine.directory.path, inCache), way: 'Maven and Java' });
    expect(await readFile(found.path, 'utf8')).toMatch(
      /^exec java .* -cp "\$here\/lib\/\*" "\$here\/SqsServer\.java" /m,
    );
    expect(await readFile(join(found.path, '../SqsServer.java'), 'utf8')).toBe('class SqsServer {}');
  });

  it('refuses another program in the cache, and says what would help', async () => {
    await using machine = await aMachine();
    await machine.directory.write(inCache, '#!/bin/sh\necho hello\n', 0o755);

    await expect(findSqsServer(machine.settings, silently)).rejects.toThrow(
      /cache: .* is no SQS server: it printed "hello"[\s\S]*install a JDK 17 \(or later\) and Maven/,
    );
  });

  it('is pinned to the version of pom.xml and checksums.sha256', async () => {
    const tools = join(executableSettings({}).toolsDirectory, 'sqs-server');

    expect(await readFile(join(tools, 'pom.xml'), 'utf8')).toContain(`<version>${sqsServerVersion}</version>`);
    expect(await readFile(join(tools, 'checksums.sha256'), 'utf8')).toContain(
      `  elasticmq-rest-sqs_2.13-${sqsServerVersion}.jar\n`,
    );
  });
});
