import { z } from 'zod';
import { operationNames, type OperationName } from '../rate-limits.js';
import { parseControl } from './parse-control.js';

/** Faults before Connect leave the request without effect (`slow-before`: with a late one), faults behind it only spoil the answer. */
export const faultKinds = [
  'error-before',
  'reset-before',
  'hang-before',
  'slow-before',
  'throttle',
  'error-after',
  'reset-after',
  'hang-after',
  'empty-after',
  'slow',
] as const;

/** What goes wrong with a request. */
export type FaultKind = (typeof faultKinds)[number];

/** One fault as the control API and `inject` take it. */
export interface FaultDocument {
  readonly operation: OperationName;
  readonly kind: FaultKind;
  /** How many requests it strikes; default 1. */
  readonly times?: number;
  /** Strikes only requests with these values, e.g. `{ ClientToken: 'order-4711' }`; default: every request. */
  readonly match?: Readonly<Record<string, string | number | boolean>>;
  /** `error-before` and `error-after`: AWS's name of the error; default InternalServiceException. */
  readonly error?: string;
  /** HTTP status of that error, 400 to 599; default AWS's own, 500 for a name that is not in `errors.ts`. */
  readonly status?: number;
  /** What that error says, such as a piece of the request; default: that a fault was injected. */
  readonly message?: string;
  /** `slow` and `slow-before`: milliseconds of the wall clock, whatever the speed of time. */
  readonly delayMs?: number;
}

/** Node's timers cannot wait longer. */
const longestDelayMs = 2 ** 31 - 1;

const common = {
  operation: z.enum(operationNames),
  times: z.int().min(1).default(1),
  match: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).default({}),
};

const ofErrors = {
  error: z.string().min(1).default('InternalServiceException'),
  status: z.int().min(400).max(599).optional(),
  message: z.string().default('A fault was injected.'),
};
const delayMs = z.int().min(0).max(longestDelayMs);

const faultDocument = z.discriminatedUnion('kind', [
  z.strictObject({ ...common, kind: z.enum(['error-before', 'error-after']), ...ofErrors }),
  z.strictObject({ ...common, kind: z.enum(['slow-before', 'slow']), delayMs }),
  z.strictObject({
    ...common,
    kind: z.enum(['reset-before', 'hang-before', 'throttle', 'reset-after', 'hang-after', 'empty-after']),
  }),
]);

/** Refuses a fault of a kind that there is none of: the union would name that and nothing else that is wrong. */
const faultOfAnyKind = z.strictObject({
  ...common,
  kind: z.enum(faultKinds),
  ...ofErrors,
  delayMs: delayMs.optional(),
});

const aKnownKind = z.looseObject({ kind: z.enum(faultKinds) });

/** A fault that waits for requests; `times` is what is left of it. */
export type Fault = z.output<typeof faultDocument>;

/** Whether the fault strikes before Connect sees the request. One that stands behind it is not spent on a request that Connect refuses. */
export function standsBefore({ kind }: Fault): boolean {
  return kind === 'throttle' || kind.endsWith('-before');
}

/** The faults that are armed. They strike in the order in which they were injected. */
export class Faults {
  #armed: Fault[] = [];

  /** @throws InvalidControlRequestError naming each member that is unknown, missing or out of its limits */
  inject(document: unknown): void {
    if (!aKnownKind.safeParse(document).success) parseControl(faultOfAnyKind, document, 'fault');
    this.#armed.push(parseControl(faultDocument, document, 'fault'));
  }

  armed(): readonly Fault[] {
    return this.#armed.map((fault) => ({ ...fault }));
  }

  /** The fault that this request meets, not yet spent. */
  next(operation: OperationName, members: Readonly<Record<string, unknown>>): Fault | undefined {
    return this.#armed.find(
      (fault) =>
        fault.operation === operation &&
        Object.entries(fault.match).every(([name, value]) => Object.hasOwn(members, name) && members[name] === value),
    );
  }

  spend(fault: Fault): void {
    fault.times -= 1;
    this.#armed = this.#armed.filter(({ times }) => times > 0);
  }

  clear(): void {
    this.#armed = [];
  }
}
