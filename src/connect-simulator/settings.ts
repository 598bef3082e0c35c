import { z } from 'zod';

import { defaultEventSettings, eventSettingsChange, type EventSettings } from './contact-events/event-settings.js';
import { parseControl } from './parse-control.js';
import { operationNames, type OperationName } from './operations/operation-names.js';

/** A token bucket. 0 per second never refills; a burst of 0 refuses every request. */
export interface Rate {
  readonly perSecond: number;
  readonly burst: number;
}

export interface SimulatorSettings {
  /** Seconds of a contact's life that pass in a second, 0 (stands still) to 100_000. Rates and fault delays are not sped up. */
  readonly timeScale: number;
  /** Concurrent calls per instance, ringing ones included. A contact over it is created, gets fast-busy and never rings. */
  readonly lines: number;
  /** What a client token gives whose contact has ended: AWS's text until June 2021 says a new contact, today's says nothing. */
  readonly tokenAfterEnd: 'same-contact' | 'new-contact';
  /** What a known client token gives with another request: AWS does not say. `error` is an InvalidRequestException. */
  readonly tokenMismatch: 'same-contact' | 'error';
  /** The reason of a contact that StopContact ended while it rang: AWS's definitions of both cover it. */
  readonly stoppedWhileRingingReason: 'TELECOM_ORIGINATOR_CANCEL' | 'OTHER';
  /** Simulated milliseconds during which DescribeContact does not know a new contact. */
  readonly describeLagMs: number;
  /** Simulated milliseconds by which DisconnectReason follows DisconnectTimestamp. */
  readonly disconnectReasonLagMs: number;
  /** Per operation and account, in requests a second of the wall clock. */
  readonly rates: Readonly<Record<OperationName, Rate>>;
  /** Beginnings of destination numbers that the account may not call. */
  readonly deniedPrefixes: readonly string[];
  /** Where contact events go, and what happens to them on the way. */
  readonly events: EventSettings;
}

/** Settings to change; members that are left out stay as they are, and so do rates of other operations and other settings of events. */
export type SettingsChange = Partial<Omit<SimulatorSettings, 'rates' | 'events'>> & {
  readonly rates?: Partial<SimulatorSettings['rates']>;
  readonly events?: Partial<EventSettings>;
};

const perContact: Rate = { perSecond: 10, burst: 15 };

export const defaultSettings: SimulatorSettings = {
  timeScale: 1,
  // Quotas of a new account: https://docs.aws.amazon.com/connect/latest/adminguide/amazon-connect-service-limits.html
  lines: 10,
  tokenAfterEnd: 'same-contact',
  tokenMismatch: 'same-contact',
  stoppedWhileRingingReason: 'TELECOM_ORIGINATOR_CANCEL',
  describeLagMs: 0,
  disconnectReasonLagMs: 0,
  rates: {
    StartOutboundVoiceContact: { perSecond: 2, burst: 5 },
    StopContact: perContact,
    DescribeContact: perContact,
    GetContactAttributes: perContact,
    UpdateContactAttributes: perContact,
  },
  // United Kingdom prefixes that are not allowed by default: https://docs.aws.amazon.com/connect/latest/adminguide/country-code-allow-list.html
  deniedPrefixes: ['+447', '+44111', '+44118', '+44119', '+448', '+44826', '+449'],
  events: defaultEventSettings,
};

const rate = z.strictObject({ perSecond: z.number().min(0), burst: z.number().min(0) });
const lagMs = z.number().min(0);

const settingsChange = z
  .strictObject({
    timeScale: z.number().min(0).max(100_000),
    lines: z.int().min(0),
    tokenAfterEnd: z.enum(['same-contact', 'new-contact']),
    tokenMismatch: z.enum(['same-contact', 'error']),
    stoppedWhileRingingReason: z.enum(['TELECOM_ORIGINATOR_CANCEL', 'OTHER']),
    describeLagMs: lagMs,
    disconnectReasonLagMs: lagMs,
    rates: z.partialRecord(z.enum(operationNames), rate),
    deniedPrefixes: z.array(z.string().regex(/^\+\d+$/)),
    events: eventSettingsChange,
  })
  .partial();

/**
 * The settings with the change merged in.
 * @throws InvalidControlRequestError naming each member that is unknown or out of its limits
 */
export function changeSettings(settings: SimulatorSettings, change: unknown): SimulatorSettings {
  const { rates, events, ...others } = parseControl(settingsChange, change, 'settings');
  return {
    ...settings,
    ...withoutUndefined(others),
    rates: { ...settings.rates, ...withoutUndefined(rates ?? {}) },
    events: { ...settings.events, ...withoutUndefined(events ?? {}) },
  };
}

function withoutUndefined<T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  // The filter is the type: what is left has no undefined member.
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>;
  };
}
