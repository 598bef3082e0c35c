import { createServer, type Server } from 'node:net';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Connection } from '@temporalio/client';
import { describe, expect, it } from 'vitest';
import { startTemporalServer } from '../../src/dev/temporal-server.js';
import { isAlive, temporaryDirectory } from './fixtures.js';

describe('startTemporalServer', () => {
  it('starts a server that answers, keeps calls for 7 days, and leaves nothing behind', async () => {
    const server = await startTemporalServer({
      ports: 'free',
      dynamicConfig: { 'matching.numTaskqueueReadPartitions': 4 },
    });
    try {
      expect(server.address).not.toBe('127.0.0.1:7233');
      const connection = await Connection.connect({ address: server.address });
      const { config } = await connection.workflowService.describeNamespace({ namespace: server.namespace });
      await connection.close();
      expect(Number(config?.workflowExecutionRetentionTtl?.seconds)).toBe(7 * 86_400);
      expect((await fetch(server.uiUrl ?? '')).status).toBe(200);
    } finally {
      await server.close();
    }
    expect(isAlive(server.pid)).toBe(false);
    // A second close waits for nothing.
    await server.close();
  });

  it('shows what the server printed when it ends instead of starting', async () => {
    await using directory = await temporaryDirectory();
    const executable = await directory.write(
      'temporal',
      '#!/bin/sh\necho "unable to open database file" >&2\nexit 3\n',
      0o755,
    );

    const failure = startTemporalServer({ executable, ports: 'free' });

    await expect(failure).rejects.toMatchObject({
      name: 'TemporalServerStartError',
      output: 'unable to open database file\n',
    });
    await expect(failure).rejects.toThrow('it ended with exit code 3');
  });

  it('says so when the executable cannot be started', async () => {
    const failure = startTemporalServer({ executable: '/nowhere/temporal', ports: 'free' });

    await expect(failure).rejects.toThrow(/did not start: .*ENOENT/);
  });

  it('ends a server that does not answer in time', async () => {
    await using directory = await temporaryDirectory();
    const pidFile = join(directory.path, 'pid');
    const executable = await directory.write('temporal', `#!/bin/sh\necho $$ > ${pidFile}\nexec sleep 60\n`, 0o755);

    const failure = startTemporalServer({ executable, ports: 'free', startTimeoutMs: 500 });

    await expect(failure).rejects.toThrow(/did not answer on 127\.0\.0\.1:\d+ within 0\.5 s/);
    expect(isAlive(Number(await readFile(pidFile, 'utf8')))).toBe(false);
  });

  it('asks for other ports when another program was quicker to take them', async () => {
    await using directory = await temporaryDirectory();
    const executable = await directory.write(
      'temporal',
      `#!/bin/sh\necho "$@" >> ${directory.path}/calls\necho "bind: address already in use" >&2\nexit 1\n`,
      0o755,
    );

    await expect(startTemporalServer({ executable, ports: 'free', ui: false })).rejects.toThrow(
      'address already in use',
    );

    const calls = (await readFile(join(directory.path, 'calls'), 'utf8')).trim().split('\n');
    expect(calls).toHaveLength(3);
    expect(new Set(calls).size).toBe(3);
    expect(calls.every((call) => call.includes('--headless'))).toBe(true);
  });

  it('takes other ports when 7233 and 8233 are taken', async () => {
    await using directory = await temporaryDirectory();
    const executable = await directory.write('temporal', '#!/bin/sh\necho "$@"\nexit 1\n', 0o755);
    await using taken = await takePorts([7233, 8233]);

    const failure = startTemporalServer({ executable });

    await expect(failure).rejects.toThrow(/--port \d+ .*--ui-port \d+/);
    for (const port of taken.ports) await expect(failure).rejects.not.toThrow(`port ${port}`);
  });
});

/** Somebody listens on the ports afterwards: this test, or whoever was there before. */
async function takePorts(ports: readonly number[]): Promise<{ ports: readonly number[] } & AsyncDisposable> {
  const servers = await Promise.all(ports.map(takePort));
  return {
    ports,
    [Symbol.asyncDispose]: async () => {
      for (const server of servers.filter(({ listening }) => listening)) await once(server.close(), 'close');
    },
  };
}

async function takePort(port: number): Promise<Server> {
  const server = createServer((socket) => socket.destroy());
  await once(server.listen(port, '127.0.0.1'), 'listening').catch(() => undefined);
  return server;
}
