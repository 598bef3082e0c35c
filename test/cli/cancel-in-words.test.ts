import { expect, it } from 'vitest';
import { inWords } from '../../src/cli/commands/cancel.js';
import type { CancelledCall } from '../../src/client/index.js';

it.each<{ why: string; cancelled: CancelledCall; says: string }>([
  {
    why: 'no worker',
    cancelled: { is: 'requested' },
    says: 'order-1: the cancellation is requested; no worker has told yet what came of it',
  },
  {
    why: 'in doubt, which said that no worker has told',
    cancelled: { was: 'DIALLING', is: 'requested', now: 'IN_DOUBT' },
    says: 'order-1 was DIALLING: the cancellation is requested; its contact is stopped if a contact event brings it, else the call ends as UNKNOWN',
  },
  {
    why: 'Amazon Connect away, which said that no worker has told',
    cancelled: { was: 'FOLLOWING', is: 'requested', now: 'FOLLOWING' },
    says: 'order-1 was FOLLOWING: the cancellation is requested; nothing has come of it yet: ringonce show order-1 tells',
  },
  {
    why: 'terminated, which said that the contact could not be stopped',
    cancelled: {
      was: 'FOLLOWING',
      is: 'not-stopped',
      outsideEnd: { how: 'terminated', by: '7@host', reason: 'a test' },
    },
    says: 'order-1 was FOLLOWING: it was terminated by 7@host (a test); nobody follows or stops its contact any more: ringonce show order-1 tells what it has left behind',
  },
])('$why', ({ cancelled, says }) => {
  expect(inWords('order-1', cancelled)).toBe(says);
});
