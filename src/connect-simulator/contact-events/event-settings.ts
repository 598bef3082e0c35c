import { z } from 'zod';

/** Where contact events go, and what happens to them on the way. */
export interface EventSettings {
  /** Each event is POSTed there as an EventBridge API destination does it; null: nowhere. */
  readonly url: string | null;
  /** Sent along with each POST, such as an API key. */
  readonly headers: Readonly<Record<string, string>>;
  /** Each event is sent to this SQS queue as the body of a message; null: to none. */
  readonly sqsQueueUrl: string | null;
  /** null: the host of `sqsQueueUrl`. */
  readonly sqsEndpoint: string | null;
  readonly sqsRegion: string;
  /** null: those that the AWS SDK finds in the environment. */
  readonly sqsCredentials: { readonly accessKeyId: string; readonly secretAccessKey: string } | null;
  /** What chance follows from; a call meets the same fate in every run in which it has the same client token. */
  readonly seed: number;
  /** Share of the events that are never sent, 0 to 1. */
  readonly lossRate: number;
  /** Share of the events that are sent twice, 0 to 1. */
  readonly duplicateRate: number;
  /** Holds events of a contact back behind later ones of the same contact. */
  readonly reorder: boolean;
  /** Each copy is sent up to so many milliseconds late, by the wall clock; copies may overtake each other then. */
  readonly delayMs: number;
  /** Mixes the spellings of AWS's samples: `contactId` and `ContactId`, `VOICE` and `Voice`. */
  readonly mixedCase: boolean;
  /** Sends timestamps that are not set as `1970-01-01T00:00:00.001Z`, as one of AWS's samples has it. */
  readonly epochTimestamps: boolean;
  /** Whether all events of an end tell its reason, or only those of campaign contacts. */
  readonly withDisconnectReason: boolean;
  /** Wall-clock milliseconds before a failed send is repeated; each further wait is twice as long, at most a minute. */
  readonly retryMs: number;
  /** How often an event is sent before it is given up; EventBridge's default is 185 times in a day. */
  readonly maxAttempts: number;
}

export const defaultEventSettings: EventSettings = {
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
};

const httpUrl = z.url({ protocol: /^https?$/ }).nullable();
const share = z.number().min(0).max(1);
const waitMs = z.int().min(0).max(3_600_000);

export const eventSettingsChange = z
  .strictObject({
    url: httpUrl,
    headers: z.record(z.string().min(1), z.string()),
    sqsQueueUrl: httpUrl,
    sqsEndpoint: httpUrl,
    sqsRegion: z.string().min(1),
    sqsCredentials: z.strictObject({ accessKeyId: z.string().min(1), secretAccessKey: z.string().min(1) }).nullable(),
    seed: z.int(),
    lossRate: share,
    duplicateRate: share,
    reorder: z.boolean(),
    delayMs: waitMs,
    mixedCase: z.boolean(),
    epochTimestamps: z.boolean(),
    withDisconnectReason: z.boolean(),
    retryMs: waitMs,
    maxAttempts: z.int().min(1).max(185),
  })
  .partial();
