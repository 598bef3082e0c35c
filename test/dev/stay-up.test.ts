import { expect, it } from 'vitest';
import { findTemporalCli } from '../../src/dev/temporal-cli.js';
import { startRingonce } from '../cli/ringonce-process.js';

it('says that it takes contact events, which it did in silence, and how to have them taken elsewhere', async () => {
  const { path } = await findTemporalCli();
  await using dev = startRingonce(['dev'], { RINGONCE_TEMPORAL_CLI: path });
  await dev.untilPrinted('Ctrl-C ends everything.');
  dev.signal('SIGINT');
  const { exitCode, stdout } = await dev.ended;

  expect(exitCode).toBe(0);
  expect(stdout).toMatch(/^Contact events {3}http:\/\/127\.0\.0\.1:\d+\/contact-events {2}\(/m);
  const secret = /RINGONCE_EVENTS_SECRET=(\S+) node \S+ events --port 4020$/m.exec(stdout)?.[1];
  const settings = / {2}curl http:\/\/127\.0\.0\.1:\d+\/_simulator\/settings --data '(.*)'$/m.exec(stdout)?.[1] ?? '';
  expect(JSON.parse(settings)).toEqual({
    events: { url: 'http://127.0.0.1:4020/contact-events', headers: { 'x-ringonce-secret': secret } },
  });
});
