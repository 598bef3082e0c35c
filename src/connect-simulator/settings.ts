import { z } from 'zod';
import { parseControl } from './control/parse-control.js';
import { operationNames, type Rate } from './rate-limits.js';
import { isJsonObject } from './rest-json.js';

const rate = z.strictObject({ perSecond: z.number().min(0), burst: z.number().min(0) });
const perContact: Rate = { perSecond: 10, burst: 15 };
const lagMs = z.number().min(0);
const waitMs = z.int().min(0).max(3_600_000);
const share = z.number().min(0).max(1);
const httpUrl = z.url({ protocol: /^https?$/ }).nullable();

const eventSettings = z.strictObject({
  /** Each event is POSTed there as an EventBridge API destination does it; null: nowhere. */
  url: httpUrl.default(null),
  /** Sent along with each POST, such as an API key. */
  headers: z.record(z.string().min(1), z.string()).default({}),
  /** Each event is sent to this SQS queue as the body of a message; null: to none. */
  sqsQueueUrl: httpUrl.default(null),
  /** null: the host of `sqsQueueUrl`. */
  sqsEndpoint: httpUrl.default(null),
  sqsRegion: z.string().min(1).default('us-west-2'),
  /** null: those that the AWS SDK finds in the environment. */
  sqsCredentials: z
    .strictObject({ accessKeyId: z.string().min(1), secretAccessKey: z.string().min(1) })
    .nullable()
    .default(null),
  /** What chance follows from; a call meets the same fate in every run in which it has the same client token. */
  seed: z.int().default(1),
  /** Share of the events that are never sent, 0 to 1. */
  lossRate: share.default(0),
  /** Share of the events that are sent twice, 0 to 1. */
  duplicateRate: share.default(0),
  /** Holds events of a contact back behind later ones of the same contact. */
  reorder: z.boolean().default(false),
  /** Each copy is sent up to so many milliseconds late, by the wall clock; copies may overtake each other then. */
  delayMs: waitMs.default(0),
  /** Mixes the spellings of AWS's samples: `contactId` and `ContactId`, `VOICE` and `Voice`. */
  mixedCase: z.boolean().default(false),
  /** Sends timestamps that are not set as `1970-01-01T00:00:00.001Z`, as one of AWS's samples has it. */
  epochTimestamps: z.boolean().default(false),
  /** Whether all events of an end tell its reason, or only those of campaign contacts. */
  withDisconnectReason: z.boolean().default(false),
  /** Wall-clock milliseconds before a failed send is repeated; each further wait is twice as long, at most a minute. */
  retryMs: waitMs.default(100),
  /** How often an event is sent before it is given up; EventBridge's default is 185 times in a day. */
  maxAttempts: z.int().min(1).max(185).default(10),
});

const simulatorSettings = z.strictObject({
  /** Seconds of a contact's life that pass in a second, 0 (stands still) to 100_000. Rates and fault delays are not sped up. */
  timeScale: z.number().min(0).max(100_000).default(1),
  /** Concurrent calls per instance, ringing ones included. A contact over it is created, gets fast-busy and never rings. */
  // Quotas of a new account: https://docs.aws.amazon.com/connect/latest/adminguide/amazon-connect-service-limits.html
  lines: z.int().min(0).default(10),
  /** What a client token gives whose contact has ended: AWS's text until June 2021 says a new contact, today's says nothing. */
  tokenAfterEnd: z.enum(['same-contact', 'new-contact']).default('same-contact'),
  /** What a known client token gives with another request: AWS does not say. `error` is an InvalidRequestException. */
  tokenMismatch: z.enum(['same-contact', 'error']).default('same-contact'),
  /** The reason of a contact that StopContact ended while it rang: AWS's definitions of both cover it. */
  stoppedWhileRingingReason: z.enum(['TELECOM_ORIGINATOR_CANCEL', 'OTHER']).default('TELECOM_ORIGINATOR_CANCEL'),
  /** Simulated milliseconds during which DescribeContact does not know a new contact. */
  describeLagMs: lagMs.default(0),
  /** Simulated milliseconds by which DisconnectReason follows DisconnectTimestamp. */
  disconnectReasonLagMs: lagMs.default(0),
  /** Per operation and account, in requests a second of the wall clock. */
  rates: z.record(z.enum(operationNames), rate).default({
    StartOutboundVoiceContact: { perSecond: 2, burst: 5 },
    StopContact: perContact,
    DescribeContact: perContact,
    GetContactAttributes: perContact,
    UpdateContactAttributes: perContact,
  }),
  /** Beginnings of destination numbers that the account may not call. */
  // United Kingdom prefixes that are not allowed by default: https://docs.aws.amazon.com/connect/latest/adminguide/country-code-allow-list.html
  deniedPrefixes: z
    .array(z.string().regex(/^\+\d+$/))
    .default(['+447', '+44111', '+44118', '+44119', '+448', '+44826', '+449']),
  /** Whether `/_simulator/requests` also tells each request's body, phone numbers and all, such as to compare two clients. */
  keepBodies: z.boolean().default(false),
  /** Where contact events go, and what happens to them on the way. */
  events: eventSettings.default(eventSettings.parse({})),
});

/** Where contact events go, and what happens to them on the way. */
export type EventSettings = Readonly<z.output<typeof eventSettings>>;

export type SimulatorSettings = Readonly<z.output<typeof simulatorSettings>>;

/** Settings to change; members that are left out stay as they are, and so do rates of other operations and other settings of events. */
export type SettingsChange = Partial<Omit<SimulatorSettings, 'rates' | 'events'>> & {
  readonly rates?: Partial<SimulatorSettings['rates']>;
  readonly events?: Partial<EventSettings>;
};

export const defaultSettings: SimulatorSettings = simulatorSettings.parse({});

/**
 * The settings with the change merged in.
 * @throws InvalidControlRequestError naming each member that is unknown or out of its limits
 */
export function changeSettings(settings: SimulatorSettings, change: unknown): SimulatorSettings {
  if (!isJsonObject(change)) return parseControl(simulatorSettings, change, 'settings');
  const rates = merged(settings.rates, change['rates']);
  const events = merged(settings.events, change['events']);
  return parseControl(simulatorSettings, { ...settings, ...given(change), rates, events }, 'settings');
}

/** A change that is no object is for the rules to refuse. */
function merged(settings: object, change: unknown = {}): unknown {
  return isJsonObject(change) ? { ...settings, ...given(change) } : change;
}

/** A member that is undefined changes nothing. */
function given(change: object): object {
  return Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
}
