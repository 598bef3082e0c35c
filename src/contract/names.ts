/** The names that any Temporal SDK uses to reach ringonce. They are a contract: never rename one. */
export const workflowTypes = { outboundCall: 'outboundCall', followUp: 'followUp' } as const;

/** The workflow type that keeps an instance's dialler running. The workers start it for the first call. */
export const linesWorkflowType = 'instanceLines';

/** An instance has one, whether requests give its ID or its ARN. */
export const linesWorkflowId = (InstanceId: string): string => `ringonce-lines-${shortInstanceId(InstanceId)}`;

/** Dials that take a line of the instance wait in this queue until one is free. */
export const lineDialQueue = (InstanceId: string): string => `${taskQueues.dial}-${shortInstanceId(InstanceId)}`;

/** An instance's ID, whether a request gives that or its ARN. */
export const shortInstanceId = (InstanceId: string): string =>
  InstanceId.slice(InstanceId.lastIndexOf('/') + 1).toLowerCase();

/** Task queues; a program in another language needs `calls` alone. */
export const taskQueues = {
  /** Workflows and local activities. */
  calls: 'ringonce',
  /** Dialling without a line: this queue carries the server-side rate limit. With one: `lineDialQueue`. */
  dial: 'ringonce-dial',
  /** Watching and stopping contacts. */
  contacts: 'ringonce-contacts',
} as const;

/** Queries of calls and follow-ups. */
export const queryNames = { call: 'call', differs: 'differs' } as const;

/** Updates of calls and follow-ups; `resize` is of the lines of an instance. */
export const updateNames = {
  start: 'start',
  contactId: 'contactId',
  cancellation: 'cancellation',
  reschedule: 'reschedule',
  callNow: 'callNow',
  pause: 'pause',
  resume: 'resume',
  resize: 'resize',
} as const;

/** From a follow-up to its attempt: end the conversation too. */
export const hangUpSignal = 'hangUp';

/** Search attributes and their Temporal types. They are never encrypted, so they never hold personal data. */
export const searchAttributes = {
  /** Whom, masked: `+1 206 ••• ••00`. */
  CallTo: 'KEYWORD',
  /** One line for a person: `src/contract/call-status.ts`. */
  CallStatus: 'KEYWORD',
  /** True where a person must act: an invalid or refused request, a call whose end stays in doubt. Else missing. */
  CallNeedsAttention: 'BOOL',
  CallPhase: 'KEYWORD',
  CallOutcome: 'KEYWORD',
  ConnectContactId: 'KEYWORD',
  CallHoldReason: 'KEYWORD',
  CallNextAttemptAt: 'DATETIME',
  CallAttempt: 'INT',
} as const;

type SearchAttributeName = keyof typeof searchAttributes;

/** As Temporal's typed search attributes ask for them. */
export const searchAttributeKeys = Object.fromEntries(
  Object.entries(searchAttributes).map(([name, type]) => [name, { name, type }]),
) as { readonly [name in SearchAttributeName]: { name: name; type: (typeof searchAttributes)[name] } };

/** The contact attribute that carries the call's ID, so that a contact whose ContactId was lost can be adopted. */
export const callIdAttribute = 'ringonce-call-id';

/** The name that workers give their version under, in the history of each workflow task. */
export const deploymentName = 'ringonce';

/** Memo of a call that was started by a client which lets no ID be used twice. */
export const firstUseMemo = 'ringonce-first-use';

/**
 * Most bytes of an ID in UTF-8. Temporal keeps workflow IDs in `VARCHAR(255)` on PostgreSQL and MySQL, whatever its own limit says; there a
 * longer one fails as if the server were away, and is tried again for ever.
 */
export const maxIdBytes = {
  call: 255,
  /** Room for the `.100` of its last attempt. */
  followUp: 250,
  /** Room for the time that is appended to its runs, and for the attempts of those; and for the name of Temporal's own workflow of it. */
  schedule: 230,
} as const;

/** What Temporal appends to a schedule's ID for a run: `-2026-11-24T09:00:00Z`. */
export const scheduledTimeLength = 21;
