import { expect, it } from 'vitest';
import { inWords } from '../../src/cli/commands/cancel.js';
import type { CancelledCall } from '../../src/client/index.js';

it.each<{ why: string; cancelled: CancelledCall; says: string }>([
  {
    why: 'no worker',
    cancelled: { is: 'requested' },
    says: 'order-1: cancellation requested; no worker has answered yet',
  },
  {
    why: 'in doubt, which said that no worker has told',
    cancelled: { was: 'DIALLING', is: 'requested', now: 'IN_DOUBT' },
    says: 'order-1 was dialling: cancellation requested; if a contact event names its contact, that is stopped; else the call ends as UNKNOWN',
  },
  {
    why: 'Amazon Connect away, which said that no worker has told',
    cancelled: { was: 'FOLLOWING', is: 'requested', now: 'FOLLOWING' },
    says: 'order-1 was ringing or connected: cancellation requested, and not done yet: run ringonce show order-1',
  },
  {
    why: 'terminated, which said that the contact could not be stopped',
    cancelled: {
      was: 'FOLLOWING',
      is: 'not-stopped',
      outsideEnd: { how: 'terminated', by: '7@host', reason: 'a test' },
    },
    says: 'order-1 was ringing or connected: it was terminated by 7@host (a test). Its contact is no longer followed or stopped: run ringonce show order-1',
  },
])('$why', ({ cancelled, says }) => {
  expect(inWords('order-1', cancelled)).toBe(says);
});
