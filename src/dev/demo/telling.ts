import Table from 'cli-table3';
import { styleText } from 'node:util';
import { CallNotFoundError, CallRefusedError, type Call, type CallResult } from '../../client/index.js';
import type { Simulator } from '../../connect-simulator/index.js';
import { maskPhoneNumber } from '../../contract/masking.js';
import { answerInWords } from '../simulator-lines.js';
import type { DemoEnd } from './calls.js';

export function heading(text: string): void {
  console.log(`\n${styleText('bold', styleText('cyan', text))}`);
}

export const faint = (text: string): void => console.log(styleText('gray', text));

// Not a list of formats: Node 22.12 colours that elsewhere than on a terminal too.
export const alarm = (text: string): string => styleText('bold', styleText('red', text));

type Moment = Readonly<Record<'at' | 'what', string>>;

/** Tells of a call or a follow-up as it goes on: what it says of itself, and what the local Amazon Connect saw. */
export class Story {
  readonly #beganAtMs = Date.now();
  /** By kind and number: when a workflow is replayed, its moments may differ by some milliseconds. */
  readonly #told = new Set<string>();

  constructor(
    readonly workflowId: string,
    readonly connect: Simulator,
  ) {
    console.log(`  workflow ID and client token: ${styleText('bold', workflowId)}`);
  }

  say(what: string, at = new Date().toISOString()): void {
    const seconds = Math.max(0, Date.parse(at) - this.#beganAtMs) / 1000;
    console.log(`  ${styleText('gray', `${seconds.toFixed(2).padStart(6)} s`)}  ${what}`);
  }

  /** Tells what has happened since the last time, in order. Needs a worker, which answers for the call. */
  async tellNews(call: { view(): Promise<{ readonly timeline: readonly Moment[] }> }): Promise<void> {
    const requests = this.connect.requests({ clientToken: this.workflowId }).map((request, index) => ({
      at: request.receivedAt,
      what: `Amazon Connect gets the request${index === 0 ? '' : ' again'}: ${answerInWords(request)}`,
    }));
    // Of the call, or of the follow-up's attempts.
    const ours = this.connect.ledger().filter(({ ClientToken }) => `${ClientToken}.`.startsWith(`${this.workflowId}.`));
    const rings = ours.map(({ ringStartedAt, DestinationPhoneNumber }) => ({
      at: ringStartedAt,
      what: styleText('bold', `☎ ${maskPhoneNumber(DestinationPhoneNumber)} rings`),
    }));
    const { timeline } = await call.view();
    const news = Object.entries({ timeline, requests, rings })
      .flatMap(([kind, moments]) => moments.map((moment, index) => ({ ...moment, key: `${kind} ${index}` })))
      .filter(({ key }) => !this.#told.has(key))
      .sort((one, other) => one.at.localeCompare(other.at));
    for (const { key, what, at } of news) {
      this.#told.add(key);
      this.say(what, at);
    }
  }
}

/** What became of a call: by its result, by the ledger of phones, and by the log of contact events. */
export interface DemoResult {
  readonly workflowId: string;
  readonly expected: DemoEnd;
  readonly end: DemoEnd;
  readonly happened: string;
  readonly ContactId?: string | undefined;
  readonly rings: number;
  /** Contact events that arrived, of those sent. */
  readonly events?: string;
}

/** Waits for the call's end. */
export async function resultOf(call: Call, expected: DemoEnd, connect: Simulator): Promise<DemoResult> {
  const { workflowId } = call;
  const ended = await call.result().then(whatHappened, whyNot);
  const rings = connect.ledger({ clientToken: workflowId });
  const contactId = ended.ContactId ?? rings[0]?.ContactId;
  const sent = contactId === undefined ? [] : connect.events({ contactId });
  const arrived = sent.filter(({ deliveries }) => deliveries.some(({ status }) => status === 'delivered'));
  const events = sent.length > 0 && { events: `${arrived.length} of ${sent.length}` };
  return { workflowId, expected, ...ended, rings: rings.length, ...events };
}

type Ended = Pick<DemoResult, 'end' | 'happened' | 'ContactId'>;

function whatHappened({ outcome: end, ContactId, ...result }: CallResult): Ended {
  const { answeredBy, talkSeconds = 0, disconnectReason } = result;
  const who = answeredBy === 'unknown' ? 'someone' : `a ${answeredBy ?? ''}`;
  const how = answeredBy === undefined ? disconnectReason : `by ${who}, ${talkSeconds} s`;
  return { end, ContactId, happened: how === undefined ? end : `${end}: ${how}` };
}

function whyNot(error: unknown): Ended {
  if (error instanceof CallNotFoundError) return { end: 'invalid', happened: 'refused by the client, never started' };
  if (error instanceof CallRefusedError)
    return { end: 'refused', happened: `refused by Amazon Connect: ${error.type}` };
  throw error;
}

const borders = ['top', 'bottom', 'left', 'right', 'mid'].flatMap((side) =>
  ['', '-mid', '-left', '-right'].map((end) => side + end),
);
/** None; two spaces stand before each line. */
const chars = { ...Object.fromEntries([...borders, 'middle'].map((border) => [border, ''])), left: '  ' };

export function tableOf(results: readonly DemoResult[]): string {
  const table = new Table({
    head: ['Workflow ID', 'ContactId', 'What happened', 'Events', 'Rings'],
    colAligns: ['left', 'left', 'left', 'left', 'right'],
    // The third column wraps, so that the table fits where 120 characters do.
    colWidths: [null, null, 38, null, null],
    wordWrap: true,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 2 },
    chars,
  });
  for (const { workflowId, ContactId = '–', happened, events = '–', rings } of results)
    table.push([workflowId, ContactId, happened, events, rings]);
  return table.toString().replace(/ +$/gm, '');
}

/** Ends that rang nobody; every other call rang once. */
const silentEnds: ReadonlySet<DemoEnd> = new Set(['refused', 'invalid', 'EXPIRED']);

/** What the demo promises of its calls and did not keep; empty when all is well. */
export function brokenPromises(results: readonly DemoResult[], allRings: number): string[] {
  const broken = results.flatMap(({ workflowId, end, expected, rings }) => {
    const due = silentEnds.has(end) ? 0 : 1;
    return [
      ...(end === expected ? [] : [`${workflowId} should have been ${expected}`]),
      ...(rings === due ? [] : [`${workflowId} rang ${rings} times instead of ${due}`]),
    ];
  });
  const told = results.reduce((sum, { rings }) => sum + rings, 0);
  return told === allRings ? broken : [...broken, `${allRings - told} phones rang for nobody's call`];
}
