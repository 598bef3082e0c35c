import { z } from 'zod';

import { parseControl } from './control/parse-control.js';
import { operationNames, type OperationName, type Rate } from './rate-limits.js';

const rate = z.strictObject({ perSecond: z.number().min(0), burst: z.number().min(0) });
const lagMs = z.number().min(0);
const waitMs = z.int().min(0).max(3_600_000);
const share = z.number().min(0).max(1);
const httpUrl = z.url({ protocol: /^https?$/ }).nullable();

const eventSettings = z.strictObject({
  /** Each event is POSTed there as an EventBridge API destination does it; null: nowhere. */
  url: httpUrl,
  /** Sent along with each POST, such as an API key. */
  headers: z.record(z.string().min(1), z.string()),
  /** Each event is sent to this SQS queue as the body of a message; null: to none. */
  sqsQueueUrl: httpUrl,
  /** null: the host of `sqsQueueUrl`. */
  sqsEndpoint: httpUrl,
  sqsRegion: z.string().min(1),
  /** null: those that the AWS SDK finds in the environment. */
  sqsCredentials: z.strictObject({ accessKeyId: z.string().min(1), secretAccessKey: z.string().min(1) }).nullable(),
  /** What chance follows from; a call meets the same fate in every run in which it has the same client token. */
  seed: z.int(),
  /** Share of the events that are never sent, 0 to 1. */
  lossRate: share,
  /** Share of the events that are sent twice, 0 to 1. */
  duplicateRate: share,
  /** Holds events of a contact back behind later ones of the same contact. */
  reorder: z.boolean(),
  /** Each copy is sent up to so many milliseconds late, by the wall clock; copies may overtake each other then. */
  delayMs: waitMs,
  /** Mixes the spellings of AWS's samples: `contactId` and `ContactId`, `VOICE` and `Voice`. */
  mixedCase: z.boolean(),
  /** Sends timestamps that are not set as `1970-01-01T00:00:00.001Z`, as one of AWS's samples has it. */
  epochTimestamps: z.boolean(),
  /** Whether all events of an end tell its reason, or only those of campaign contacts. */
  withDisconnectReason: z.boolean(),
  /** Wall-clock milliseconds before a failed send is repeated; each further wait is twice as long, at most a minute. */
  retryMs: waitMs,
  /** How often an event is sent before it is given up; EventBridge's default is 185 times in a day. */
  maxAttempts: z.int().min(1).max(185),
});

const simulatorSettings = z.strictObject({
  /** Seconds of a contact's life that pass in a second, 0 (stands still) to 100_000. Rates and fault delays are not sped up. */
  timeScale: z.number().min(0).max(100_000),
  /** Concurrent calls per instance, ringing ones included. A contact over it is created, gets fast-busy and never rings. */
  lines: z.int().min(0),
  /** What a client token gives whose contact has ended: AWS's text until June 2021 says a new contact, today's says nothing. */
  tokenAfterEnd: z.enum(['same-contact', 'new-contact']),
  /** What a known client token gives with another request: AWS does not say. `error` is an InvalidRequestException. */
  tokenMismatch: z.enum(['same-contact', 'error']),
  /** The reason of a contact that StopContact ended while it rang: AWS's definitions of both cover it. */
  stoppedWhileRingingReason: z.enum(['TELECOM_ORIGINATOR_CANCEL', 'OTHER']),
  /** Simulated milliseconds during which DescribeContact does not know a new contact. */
  describeLagMs: lagMs,
  /** Simulated milliseconds by which DisconnectReason follows DisconnectTimestamp. */
  disconnectReasonLagMs: lagMs,
  /** Per operation and account, in requests a second of the wall clock. */
  rates: z.partialRecord(z.enum(operationNames), rate),
  /** Beginnings of destination numbers that the account may not call. */
  deniedPrefixes: z.array(z.string().regex(/^\+\d+$/)),
  /** Where contact events go, and what happens to them on the way. */
  events: eventSettings.partial(),
});

type Settings = Readonly<z.infer<typeof simulatorSettings>>;

/** Where contact events go, and what happens to them on the way. */
export type EventSettings = Readonly<z.infer<typeof eventSettings>>;

export type SimulatorSettings = Omit<Settings, 'rates' | 'events'> & {
  readonly rates: Readonly<Record<OperationName, Rate>>;
  readonly events: EventSettings;
};

/** Settings to change; members that are left out stay as they are, and so do rates of other operations and other settings of events. */
export type SettingsChange = Partial<Settings>;

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
  events: {
    url: null,
    headers: {},
    sqsQueueUrl: null,
    sqsEndpoint: null,
    sqsRegion: 'us-west-2',
    sqsCredentials: null,
    seed: 1,
    lossRate: 0,
    duplicateRate: 0,
    reorder: false,
    delayMs: 0,
    mixedCase: false,
    epochTimestamps: false,
    withDisconnectReason: false,
    retryMs: 100,
    maxAttempts: 10,
  },
};

/**
 * The settings with the change merged in.
 * @throws InvalidControlRequestError naming each member that is unknown or out of its limits
 */
export function changeSettings(settings: SimulatorSettings, change: unknown): SimulatorSettings {
  const { rates, events, ...others } = parseControl(simulatorSettings.partial(), change, 'settings');
  return {
    ...merged(settings, others),
    rates: merged(settings.rates, rates),
    events: merged(settings.events, events),
  };
}

/** A member that is undefined changes nothing. */
function merged<T extends object>(settings: T, change: { readonly [K in keyof T]?: T[K] | undefined } = {}): T {
  const given = Object.entries(change).filter(([, value]) => value !== undefined);
  return { ...settings, ...Object.fromEntries(given) };
}
