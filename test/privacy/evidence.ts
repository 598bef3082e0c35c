import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { historyJson } from '../support/history.js';
import type { World } from '../support/world.js';
import { marksIn } from './marks.js';

/** Where personal data could have gone, by names that tell a reader where to look. */
export class Evidence {
  readonly #pieces: { readonly place: string; readonly content: string | Buffer }[] = [];

  add(place: string, content: unknown): void {
    const isText = typeof content === 'string' || Buffer.isBuffer(content);
    this.#pieces.push({ place, content: isText ? content : JSON.stringify(content) });
  }

  /** All that an error says: its message, stack, members and causes. */
  addError(place: string, error: unknown): void {
    this.add(place, inspect(error, { depth: 10 }));
  }

  addFiles(place: string, directory: string): void {
    for (const file of readdirSync(directory)) this.add(`${place} ${file}`, readFileSync(join(directory, file)));
  }

  /** Whether anything was looked at there; a search of nothing finds nothing. */
  bytesOf(place: string): number {
    const found = this.#pieces.filter((piece) => piece.place.startsWith(place));
    return found.reduce((sum, { content }) => sum + Buffer.byteLength(content), 0);
  }

  /** The marks that are found, with their places. */
  leaks(): string[] {
    return this.#pieces.flatMap(({ place, content }) => marksIn(content).map((spelling) => `${place}: ${spelling}`));
  }
}

/** What the server tells of every workflow, beside its history: memo, search attributes, pending activities with their heartbeats and failures. */
export async function addDescriptions({ ringonce: { client } }: World, evidence: Evidence): Promise<void> {
  for await (const { workflowId, runId, raw } of client.workflow.list()) {
    evidence.add(`visibility of ${workflowId}`, raw);
    const description = await client.workflow.getHandle(workflowId, runId).describe();
    evidence.add(`description of ${workflowId}`, description.raw);
  }
}

interface RecordedEvent {
  readonly eventType: string;
}

/** The raw histories by workflow ID, of all runs, as the Temporal CLI prints them. */
export async function rawHistories(world: World): Promise<Map<string, RecordedEvent[]>> {
  const histories = new Map<string, RecordedEvent[]>();
  for await (const { workflowId, runId } of world.ringonce.client.workflow.list()) {
    const { events } = await historyJson(world, workflowId, runId);
    const earlier = histories.get(workflowId) ?? [];
    histories.set(workflowId, [...earlier, ...(events as unknown as RecordedEvent[])]);
  }
  return histories;
}

/** The members of these events that hold marks, each once: `WorkflowExecutionStarted input[0].Name`. Payloads are read. */
export function membersWithMarks(events: readonly RecordedEvent[]): string[] {
  const members = new Set<string>();
  const visit = (value: unknown, path: string): void => {
    if (typeof value === 'string') {
      const parsed = path.endsWith('.data') ? payloadOf(value) : undefined;
      if (parsed !== undefined) visit(parsed, path.slice(0, -'.data'.length));
      else if (marksIn(value).length > 0) members.add(path);
    } else if (typeof value === 'object' && value !== null) {
      for (const [key, member] of Object.entries(value)) {
        // A key may be a mark itself.
        if (marksIn(key).length > 0) members.add(`${path} (a key)`);
        visit(member, Array.isArray(value) ? `${path}[${key}]` : `${path}.${key}`);
      }
    }
  };
  for (const { eventType, ...event } of events) visit(event, eventType.replace('EVENT_TYPE_', ''));
  return [...members].map((member) => member.replace(/\.\w+EventAttributes\./, ' ').replace('.payloads', '')).sort();
}

function payloadOf(data: string): unknown {
  try {
    return JSON.parse(Buffer.from(data, 'base64').toString());
  } catch {
    return undefined;
  }
}
