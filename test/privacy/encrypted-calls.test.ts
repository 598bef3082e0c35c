import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { keysVariable } from '../../src/encryption/key-ring.js';
import { setUpNamespace } from '../../src/temporal/set-up-namespace.js';
import { connectTemporal } from '../../src/temporal/connection.js';
import { startWorld } from '../support/world.js';
import { Evidence } from './evidence.js';
import { markedRequest, quotingMessage } from './marks.js';

/** The short form of `canary.long.test.ts`. */
it('calls that are answered, refused, invalid, cancelled or scheduled leave no personal data at the server', async () => {
  vi.stubEnv(keysVariable, `k1:${Buffer.alloc(32, 1).toString('base64')}`);
  const directory = mkdtempSync(join(tmpdir(), 'ringonce-encrypted-'));
  const evidence = new Evidence();
  {
    await using world = await startWorld({ dbFilename: join(directory, 'temporal.db'), timeScale: 20 });
    const { ringonce, connect } = world;
    await world.startWorker();
    await world.startContactEvents();

    const answered = await ringonce.start('enc-answered', markedRequest(), { lines: 'pool' });
    expect(await answered.result()).toMatchObject({ outcome: 'ANSWERED' });
    connect.inject({
      operation: 'StartOutboundVoiceContact',
      kind: 'error-before',
      error: 'AccessDeniedException',
      status: 403,
      message: quotingMessage,
      match: { ClientToken: 'enc-refused' },
    });
    const refused = await ringonce.start('enc-refused', markedRequest());
    await expect(refused.result()).rejects.toMatchObject({ code: 'CALL_REFUSED' });
    const invalid = await ringonce.client.workflow.start('outboundCall', {
      workflowId: 'enc-invalid',
      taskQueue: 'ringonce',
      args: [{ ...markedRequest(), Nmae: markedRequest().Name }],
    });
    await expect(invalid.result()).rejects.toThrow();
    const notBefore = new Date(Date.now() + 3_600_000).toISOString();
    const waiting = await ringonce.start('enc-waiting', markedRequest(), { notBefore });
    expect(await waiting.cancel()).toMatchObject({ is: 'not-dialled' });
    await ringonce.schedules.create('enc-schedule', {
      cron: '0 9 * * *',
      timeZone: 'America/Los_Angeles',
      request: markedRequest(),
    });

    // The same request again is recognised: what is recorded can be read.
    expect((await ringonce.start('enc-answered', markedRequest(), { lines: 'pool' })).state).toBe('finished');
    // Rates of instances, and a further `ringonce setup`: also by those that have no key.
    expect((await ringonce.rates()).instances).toHaveLength(1);
    const connection = await connectTemporal(world.settings);
    await setUpNamespace(connection, world.server.namespace, {});
    await connection.close();
    evidence.addFiles('database', directory);
  }
  rmSync(directory, { recursive: true });

  expect(evidence.leaks()).toEqual([]);
  expect(evidence.bytesOf('database')).toBeGreaterThan(100_000);
});
