import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { accessTo } from '../../src/board/access.js';
import { parseSecrets } from '../../src/contact-events/secrets.js';
import { dynamicConfig } from '../../src/dev/temporal-server.js';
import { parseKeyRing } from '../../src/encryption/key-ring.js';
import { projectRoot } from '../../src/dev/project-root.js';
import { everyWorker } from '../../src/worker/tuning.js';

const read = (file: string) => readFile(join(projectRoot(), file), 'utf8');

/** A key of the dynamic configuration, and the lines of its values. */
const setting = /^(\w+\.\w+):\n((?: .*\n)+)/gm;

describe('docker-compose.yml', () => {
  it('pins every image to a full version, server and admin-tools to the same', async () => {
    const images = [...(await read('docker-compose.yml')).matchAll(/^ +image: (.+)$/gm)].map((match) => match[1] ?? '');

    expect(images).toContain('temporalio/ui:2.54.1');
    expect(images.filter((image) => !/:\d+\.\d+(\.\d+)?$/.test(image))).toEqual([]);
    expect(
      new Set(images.filter((image) => /admin-tools|server/.test(image)).map((image) => image.split(':')[1])),
    ).toEqual(new Set(['1.32.0']));
  });

  it('publishes ports on this machine only', async () => {
    const published = [...(await read('docker-compose.yml')).matchAll(/^ +- ([\d.:]+:\d+)$/gm)].map(
      (match) => match[1],
    );

    expect(published).toEqual([
      '127.0.0.1:7233:7233',
      '127.0.0.1:8080:8080',
      '127.0.0.1:4030:4030',
      '127.0.0.1:4010:4010',
      '127.0.0.1:4050:4050',
    ]);
  });

  it('names the volume of the database: an anonymous one is lost with its container', async () => {
    expect(await read('docker-compose.yml')).toContain('- temporal-database:/var/lib/postgresql/data');
  });

  it('takes contact events: nothing took them, and each end was found by looking', async () => {
    const compose = await read('docker-compose.yml');
    const port = /command: \['events', '--host', '0\.0\.0\.0', '--port', '(\d+)'\]/.exec(compose)?.[1];

    expect(port).toBeDefined();
    expect(compose).toMatch(
      new RegExp(`command: \\['simulator', .*'--events-url', 'http://events:${port}/contact-events'\\]`),
    );
    expect(compose).toContain(`fetch("http://127.0.0.1:${port}/healthz")`);
    // In the environment that all of ringonce's services share.
    const [, secret = ''] = /x-ringonce:[\s\S]*? RINGONCE_EVENTS_SECRET: (\S+)\n[\s\S]*services:/.exec(compose) ?? [];
    expect(parseSecrets(secret)).toEqual([secret]);
  });

  it('encrypts with a key that the machine makes, and has the UI ask the codec server', async () => {
    const compose = await read('docker-compose.yml');
    const makesKeys = /- '(umask .*)'\n/.exec(compose)?.[1] ?? '';
    const folder = await mkdtemp(join(tmpdir(), 'ringonce-compose-'));
    const start = () => promisify(execFile)('/bin/sh', ['-c', makesKeys.replaceAll('/keys/', `${folder}/`)]);
    const made = () =>
      Promise.all(['encryption-keys', 'board-token'].map((name) => readFile(join(folder, name), 'utf8')));
    await start();
    const [keys = '', token = ''] = await made();
    await start();

    expect(await made()).toEqual([keys, token]);
    expect(parseKeyRing(keys)?.activeId).toBe('local');
    expect(() => accessTo('0.0.0.0', token.trim())).not.toThrow();
    expect(compose).toMatch(/command: \['board', .*'--token-file', '\/keys\/board-token'/);
    await rm(folder, { recursive: true });
    expect(compose).toContain('RINGONCE_ENCRYPTION_KEYS_FILE: /keys/encryption-keys');
    expect(compose).not.toMatch(/RINGONCE_ENCRYPTION_KEYS: /);
    expect(compose).toContain('TEMPORAL_CODEC_ENDPOINT: http://127.0.0.1:4030');
    for (const origin of ['http://127.0.0.1:8080', 'http://localhost:8080'])
      expect(compose).toContain(`- --ui-origin=${origin}`);
  });

  it('asks a worker whether it is ready at its own metrics port', async () => {
    const compose = await read('docker-compose.yml');
    const port = /command: \['worker', '--metrics-port', '(\d+)'\]/.exec(compose)?.[1];

    expect(port).toBeDefined();
    expect(compose).toContain(`fetch("http://127.0.0.1:${port}/readyz")`);
  });

  it('lets a worker finish its dials before it is killed', async () => {
    const [, seconds = ''] = /stop_grace_period: (\d+)s/.exec(await read('docker-compose.yml')) ?? [];

    expect(Number(seconds) * 1000).toBeGreaterThan(everyWorker.shutdownGraceTime);
  });

  it('keeps closed workflows for the 7 days that a client token lives', async () => {
    expect(await read('docker-compose.yml')).toContain('/deploy/create-namespace.sh');
    expect(await read('deploy/temporal/create-namespace.sh')).toMatch(/^retention=7d$/m);
  });

  it('leaves the retention of a namespace that exists alone: each `up` set it back to 7 days', async () => {
    expect(await read('deploy/temporal/create-namespace.sh')).not.toContain('namespace update');
  });
});

describe('deploy/temporal/dynamic-config.yaml', () => {
  it('tells the server what the servers of npm run dev and the tests are told', async () => {
    const told = [...(await read('deploy/temporal/dynamic-config.yaml')).matchAll(setting)].map(
      ([, key = '', values = '']) => [key, values.trim()],
    );

    expect(Object.fromEntries(told)).toEqual(
      Object.fromEntries(Object.entries(dynamicConfig).map(([key, value]) => [key, `- value: ${String(value)}`])),
    );
  });
});

describe('Dockerfile', () => {
  it('pins its base image and does not run as root', async () => {
    const lines = (await read('Dockerfile')).split('\n');

    expect(
      lines
        .filter((line) => line.startsWith('FROM '))
        .every((line) => /^FROM node:24\.\d+\.\d+-bookworm-slim/.test(line)),
    ).toBe(true);
    expect(lines).toContain('USER node');
  });

  it('has ringonce on its PATH: nobody found how to run it in a container', async () => {
    const dockerfile = await read('Dockerfile');

    expect(dockerfile).toMatch(/ && chmod \+x dist\/src\/cli\/main\.js /);
    expect(dockerfile).toContain('ln -s /app/dist/src/cli/main.js /usr/local/bin/ringonce\n');
    expect(dockerfile).toContain('ENTRYPOINT ["ringonce"]');
  });
});
