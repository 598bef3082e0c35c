import { numberOf, type ScenarioName } from '../../src/connect-simulator/index.js';
import { aRequest } from './requests.js';
import type { World } from './world.js';

/** The row of a call on Temporal's list page, as one reads it. */
export interface Row {
  /** Masked. */
  readonly CallTo?: string;
  readonly CallStatus: string | RegExp;
  readonly CallPhase: string;
  readonly CallOutcome?: string;
  readonly CallNeedsAttention?: true;
}

const operation = 'StartOutboundVoiceContact';
const to = (scenario: ScenarioName) => aRequest({ DestinationPhoneNumber: numberOf(scenario) });
const toAnyone = '+1 206 ••• ••00';

/**
 * Calls and follow-ups in the states that an operator comes upon, and what the list page has of each. The world's time stands still
 * (`timeScale: 0`), and the live ones stay as they are.
 *
 * @param prefix of all their IDs
 */
export async function bringAbout({ ringonce, connect }: World, prefix: string): Promise<Readonly<Record<string, Row>>> {
  const id = (name: string) => `${prefix}${name}`;
  const start = (name: string, scenario: ScenarioName, options = {}) => ringonce.start(id(name), to(scenario), options);
  const inject = (name: string, kind: 'throttle' | 'error-after', times: number) =>
    connect.inject({ operation, kind, times, match: { ClientToken: id(name) } });
  const byName = (name: string, args: unknown[]) =>
    ringonce.client.workflow.start('outboundCall', { workflowId: id(name), taskQueue: 'ringonce', args });

  // First those that have ended: the local Connect's clock is everybody's.
  inject('unknown', 'error-after', 50);
  const ended = await Promise.all([
    start('answered', 'answered'),
    start('busy', 'busy'),
    start('rings-out', 'rings-out'),
    start('not-allowed', 'not-allowed'),
    start('unknown', 'busy', { resendWindow: 0, tracking: 'none' }),
    byName('by-name', [to('answered')]),
    byName('invalid', [{ ...to('answered'), ContactFlowId: '', Nobody: '+12065550199' }]),
    start('expired', 'answered', { expiresAt: '2026-01-01T00:00:00Z' }),
  ]);
  const ringing = ['answered', 'busy', 'rings-out', 'by-name'];
  await Promise.all(ringing.map((name) => connect.untilRings(1, { clientToken: id(name) })));
  connect.advance(120_000);
  await Promise.all(ended.map((call) => call.result().catch(() => undefined)));
  const cancelled = await start('cancelled', 'answered', { notBefore: '2126-01-01T00:00:00Z' });
  await cancelled.cancel();

  // Then the live ones.
  inject('doubt', 'error-after', 50);
  inject('throttled', 'throttle', 10_000);
  await start('ringing', 'answered');
  await byName('by-name-ringing', [to('answered')]);
  await start('waiting', 'answered', { notBefore: '2126-01-01T17:00:00Z' });
  const followUp = await ringonce.followUp(id('follow-up'), to('busy'), {
    maxAttempts: 5,
    onOutcome: { BUSY: { wait: ['3h'] } },
  });
  await Promise.all(
    ['ringing', 'by-name-ringing', 'follow-up.1'].map((name) => connect.untilRings(1, { clientToken: id(name) })),
  );
  connect.advance(4_000);
  for (;;) if ((await followUp.view()).hold !== undefined) break;
  const paused = await ringonce.followUp(id('paused'), to('answered'), { notBefore: '2126-01-01T00:00:00Z' });
  await paused.pause();
  await start('throttled', 'answered');
  // Told of by no event: one that came late would bring its contact, and time stands still for that.
  connect.configure({ events: { lossRate: 1 } });
  const doubt = await start('doubt', 'rings-out', { resendWindow: 0 });
  for (;;) if ((await doubt.view()).phase === 'IN_DOUBT') break;
  connect.configure({ events: { lossRate: 0 } });
  await connect.untilRequests(1, { clientToken: id('throttled'), status: 429 });

  const rings = /^ringing or on the line since \d\d:\d\d:\d\d UTC$/;
  const rows: Record<string, Row> = {
    answered: { CallStatus: 'answered, talked 30 s', CallPhase: 'ENDED', CallOutcome: 'ANSWERED' },
    'by-name': { CallStatus: 'answered, talked 30 s', CallPhase: 'ENDED', CallOutcome: 'ANSWERED' },
    busy: { CallTo: '+1 206 ••• ••30', CallStatus: 'busy after 3 s', CallPhase: 'ENDED', CallOutcome: 'BUSY' },
    'rings-out': {
      CallTo: '+1 206 ••• ••20',
      CallStatus: 'no answer after 60 s',
      CallPhase: 'ENDED',
      CallOutcome: 'NO_ANSWER',
    },
    'not-allowed': {
      CallTo: '+1 206 ••• ••40',
      CallStatus: 'REFUSED: destination not allowed',
      CallPhase: 'FAILED',
      CallNeedsAttention: true,
    },
    invalid: {
      CallStatus: 'INVALID: ContactFlowId, an unknown member',
      CallPhase: 'FAILED',
      CallNeedsAttention: true,
    },
    unknown: {
      CallTo: '+1 206 ••• ••30',
      CallStatus: 'IN DOUBT: may have rung, search Connect for its workflow ID',
      CallPhase: 'ENDED',
      CallOutcome: 'UNKNOWN',
      CallNeedsAttention: true,
    },
    expired: { CallStatus: 'expired, nothing rang', CallPhase: 'ENDED', CallOutcome: 'EXPIRED' },
    cancelled: { CallStatus: 'cancelled, nothing rang', CallPhase: 'ENDED', CallOutcome: 'CANCELLED' },
    ringing: { CallStatus: rings, CallPhase: 'FOLLOWING' },
    'by-name-ringing': { CallStatus: rings, CallPhase: 'FOLLOWING' },
    doubt: {
      CallTo: '+1 206 ••• ••20',
      CallStatus: 'IN DOUBT: may be ringing, waits for a contact event',
      CallPhase: 'IN_DOUBT',
    },
    throttled: { CallStatus: 'waits for its turn to be dialled', CallPhase: 'DIALLING' },
    waiting: { CallStatus: 'due Tue 1 Jan 09:00 PST', CallPhase: 'WAITING' },
    'follow-up': {
      CallTo: '+1 206 ••• ••30',
      CallStatus: /^waits until \w{3} \d+ \w{3} \d\d:\d\d \w+ after busy, attempt 2 of 5$/,
      CallPhase: 'WAITING',
    },
    'follow-up.1': { CallTo: '+1 206 ••• ••30', CallStatus: 'busy after 3 s', CallPhase: 'ENDED', CallOutcome: 'BUSY' },
    paused: { CallStatus: 'paused, attempt 1 of 5', CallPhase: 'PAUSED' },
  };
  return Object.fromEntries(Object.entries(rows).map(([name, row]) => [id(name), { CallTo: toAnyone, ...row }]));
}
