import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { cliPath } from '../../src/dev/worker-process.js';
import { awsSettings } from './ringonce-process.js';

/** A pipe whose reader has ended before the command begins. */
const intoClosedPipe = 'exec 3> >(:); wait $!; exec "$@" >&3';

it.each([['--help'], ['doctor', '--json']])(
  'ends in silence when nobody reads its output any more, it printed a stack trace: %s',
  async (...args) => {
    const ended = await promisify(execFile)(
      'bash',
      ['-c', intoClosedPipe, 'bash', process.execPath, cliPath, ...args],
      {
        env: { ...process.env, ...awsSettings, TEMPORAL_ADDRESS: '127.0.0.1:1' },
      },
    ).catch((error: unknown) => error);

    expect(ended).toMatchObject({ code: 141, stderr: '' });
  },
);
