// How a call or a follow-up has ended, waited for; in the words of the oracle.
import { setTimeout as sleep } from 'node:timers/promises';
import {
  CallCancelledError,
  CallNotFoundError,
  CallRefusedError,
  RingonceError,
  type RingonceClient,
} from '../../src/client/index.js';
import type { End } from './oracle.js';

export interface Ended {
  /** Of the call: its client token. */
  readonly id: string;
  readonly end: End;
}

export async function endOfCall(ringonce: RingonceClient, id: string, giveUpAtMs: number): Promise<End> {
  const view = async () => {
    const { phase, hold } = await ringonce.call(id).view();
    return `${phase}${hold === undefined ? '' : `, ${hold.reason}`}`;
  };
  const end = await endOf(() => ringonce.call(id).result(), view, giveUpAtMs);
  if ('is' in end) return end;
  const { outcome, ContactId } = end;
  return { is: 'completed', outcome, ...(ContactId === undefined ? {} : { ContactId }) };
}

/** The ends of its attempts; one that has none, or has not ended, stands for itself. */
export async function endOfFollowUp(ringonce: RingonceClient, id: string, giveUpAtMs: number): Promise<Ended[]> {
  const view = async () => (await ringonce.followUpOf(id).view()).phase;
  const end = await endOf(() => ringonce.followUpOf(id).result(), view, giveUpAtMs);
  const attempts: Ended[] = [];
  // Not only those that its result tells: that of a follow-up which was refused or cancelled tells none.
  for (let attempt = 1; ; attempt++) {
    const attemptId = `${id}.${attempt}`;
    const attemptEnd = await endOfCall(ringonce, attemptId, giveUpAtMs);
    if (attemptEnd.is === 'missing') break;
    attempts.push({ id: attemptId, end: attemptEnd });
  }
  if ('is' in end) return end.is === 'not-dialled' && attempts.length > 0 ? attempts : [...attempts, { id, end }];
  const told = end.attempts.filter(({ workflowId }) => !attempts.some((attempt) => attempt.id === workflowId));
  const untold = told.map(({ workflowId }): Ended => ({
    id: workflowId,
    end: { is: 'missing', why: 'its follow-up tells of it' },
  }));
  if (attempts.length > 0) return [...attempts, ...untold];
  if (end.outcome === 'CANCELLED' && end.attempts.length === 0)
    return [{ id, end: { is: 'not-dialled', why: 'cancelled' } }];
  return [{ id, end: { is: 'completed', outcome: end.outcome } }];
}

/** What was waited for, or why there is none. */
async function endOf<T>(result: () => Promise<T>, view: () => Promise<string>, giveUpAtMs: number): Promise<T | End> {
  for (;;) {
    const timer = new AbortController();
    try {
      const waited = sleep(Math.max(0, giveUpAtMs - Date.now()), 'too late' as const, { signal: timer.signal });
      const first = await Promise.race([result().then((value) => ({ value })), waited]);
      if (first !== 'too late') return first.value;
      const why = await view().catch((error: unknown) => (error instanceof CallNotFoundError ? error : nameOf(error)));
      return why instanceof CallNotFoundError ? { is: 'missing', why: why.name } : { is: 'open', why };
    } catch (error) {
      if (error instanceof CallNotFoundError) return { is: 'missing', why: error.name };
      if (error instanceof CallCancelledError) return { is: 'not-dialled', why: 'cancelled' };
      if (error instanceof CallRefusedError) return { is: 'not-dialled', why: 'refused' };
      if (error instanceof RingonceError) return { is: 'failed', why: error.message };
      // Temporal is away.
      if (Date.now() > giveUpAtMs) return { is: 'open', why: nameOf(error) };
      await sleep(1_000);
    } finally {
      timer.abort();
    }
  }
}

const nameOf = (error: unknown): string => (error instanceof Error ? error.name : String(error));
