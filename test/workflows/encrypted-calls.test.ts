import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { keyOf, useKeys } from '../support/encryption-keys.js';
import { aRequest } from '../support/requests.js';
import { startWorld, type World } from '../support/world.js';

const directory = mkdtempSync(join(tmpdir(), 'ringonce-encrypted-'));
let world: World;
beforeAll(async () => {
  useKeys(keyOf('k1', 1));
  world = await startWorld({ dbFilename: join(directory, 'temporal.db') });
  await world.startWorker();
});
afterAll(async () => {
  useKeys();
  await world[Symbol.asyncDispose]();
  rmSync(directory, { recursive: true });
});

/** Marked values, which occur nowhere else. */
const marked = {
  DestinationPhoneNumber: '+12065550100',
  SourcePhoneNumber: '+12065550177',
  Name: 'Zebrafinch Example',
  Description: 'about her zebrafinch knee',
  Attributes: { reason: 'zebrafinch-attribute' },
};
const marks = ['2065550100', '2065550177', '206 555 0100', '555-0100', '555-0177', 'Zebrafinch', 'zebrafinch'];

/** Each mark as it stands, in base64 at each of the three alignments, in hex, and with a plus sign for URLs. */
const spellings = marks.flatMap((mark) => {
  const base64 = [0, 1, 2].map((shift) => {
    const text = Buffer.from(`${' '.repeat(shift)}${mark}`)
      .toString('base64')
      .replace(/=+$/, '');
    // Without the characters that also hold bits of the neighbours.
    return text.slice(shift === 0 ? 0 : shift + 1, -1);
  });
  return [mark, ...base64, Buffer.from(mark).toString('hex'), encodeURIComponent(mark)];
});

const found = (bytes: Buffer): string[] => {
  const text = bytes.toString('latin1');
  return spellings.filter((spelling) => text.includes(spelling));
};

it('calls that are answered, refused, invalid, cancelled or followed up leave no personal data at the server', async () => {
  const { ringonce, connect } = world;
  const intake = await world.startContactEvents();
  connect.configure({ timeScale: 20 });
  const answered = await ringonce.start('enc-answered', aRequest(marked));
  expect(await answered.result()).toMatchObject({ outcome: 'ANSWERED' });

  connect.inject({
    operation: 'StartOutboundVoiceContact',
    kind: 'error-before',
    error: 'AccessDeniedException',
    status: 403,
    match: { ClientToken: 'enc-refused' },
  });
  const refused = await ringonce.start('enc-refused', aRequest(marked));
  await expect(refused.result()).rejects.toMatchObject({ code: 'CALL_REFUSED' });

  const invalid = await ringonce.client.workflow.start('outboundCall', {
    workflowId: 'enc-invalid',
    taskQueue: 'ringonce',
    args: [{ ...aRequest(marked), Nmae: 'Zebrafinch Example' }],
  });
  await expect(invalid.result()).rejects.toThrow();

  const notBefore = new Date(Date.now() + 3_600_000).toISOString();
  const waiting = await ringonce.start('enc-waiting', aRequest(marked), { notBefore });
  expect((await waiting.view()).phase).toBe('WAITING');
  await waiting.cancel();

  const followUp = await ringonce.followUp('enc-follow-up', aRequest(marked));
  expect(await followUp.result()).toMatchObject({ outcome: 'ANSWERED' });
  await ringonce.schedules.create('enc-schedule', {
    cron: '0 9 * * *',
    timeZone: 'America/Los_Angeles',
    request: aRequest(marked),
  });

  // The same request again is recognised: what is recorded can be read.
  expect((await ringonce.start('enc-answered', aRequest(marked))).state).toBe('finished');
  await intake.shutdown();

  const files = readdirSync(directory);
  const problems = files.flatMap((file) =>
    found(readFileSync(join(directory, file))).map((spelling) => `${file}: ${spelling}`),
  );
  expect(problems).toEqual([]);
  const size = files.reduce((sum, file) => sum + readFileSync(join(directory, file)).length, 0);
  expect(size).toBeGreaterThan(100_000);
});
