import type { ConnectClient } from '@aws-sdk/client-connect';
import { setTimeout as sleep } from 'node:timers/promises';
import { describeContact } from './describe-contact.js';
import { inTurn, type SendPace } from './throttle.js';

export interface ContactDependencies {
  readonly connect: ConnectClient;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** Of all who ask Amazon Connect about contacts from this worker. */
  readonly pace: SendPace;
}

/** Asks Amazon Connect whether a contact has ended; undefined: it does not know the contact. */
export function createIsContactOver({ connect, now, pace }: ContactDependencies) {
  return async (InstanceId: string, ContactId: string, signal: AbortSignal): Promise<boolean | undefined> => {
    const turns = { now, sleep: (ms: number) => sleep(ms, undefined, { signal }) };
    return (await inTurn(pace, turns, () => describeContact(connect, { InstanceId, ContactId }, signal)))?.hasEnded;
  };
}
