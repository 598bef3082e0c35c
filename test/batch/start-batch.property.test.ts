import { setImmediate as turn } from 'node:timers/promises';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { CallConflictError, InvalidRequestError, type BatchRow, type UnreadableRow } from '../../src/client/index.js';
import { startBatch } from '../../src/batch/start-batch.js';
import { seeded } from '../contract/seeded.js';
import { allOf } from '../support/all-of.js';
import { aRequest } from '../support/requests.js';
import { grpcError } from './a-refusal.js';

const issues = [{ member: 'Name', message: 'is wrong' }];
/** Few of each, so that many rows share an ID, with the same request or another one. */
const story = fc.record({
  id: fc.constantFrom('a', 'b', 'c', 'd', 'e'),
  name: fc.constantFrom('Ada', 'Bo'),
  is: fc.constantFrom('fine', 'fine', 'fine', 'invalid', 'too-large', 'unreadable'),
  /** How long its start takes. */
  turns: fc.nat(3),
});
interface Story {
  readonly id: string;
  readonly name: string;
  readonly is: string;
  readonly turns: number;
}

/** Temporal, as far as starts go: the first request of an ID stands. */
class Fake {
  readonly requests = new Map<string, string>();
  inFlight = 0;
  mostInFlight = 0;
  starts = 0;

  async start(stories: readonly Story[], { line, workflowId, request }: BatchRow) {
    this.mostInFlight = Math.max(this.mostInFlight, ++this.inFlight);
    const { turns, is } = stories[line ?? -1] as Story;
    for (let index = 0; index < turns; index++) await turn();
    this.inFlight--;
    if (is === 'invalid') throw new InvalidRequestError(issues);
    if (is === 'too-large') throw grpcError(3, 'too large');
    const standing = this.requests.get(workflowId);
    if (standing === undefined) {
      this.requests.set(workflowId, request.Name ?? '');
      this.starts++;
      return { state: 'started' as const };
    }
    if (standing !== request.Name) throw new CallConflictError(workflowId, ['Name']);
    return { state: 'in-progress' as const };
  }
}

/** What the rows come to, one after the other. */
function oneAfterAnother(stories: readonly Story[]): string[] {
  const names = new Map<string, string>();
  return stories.map(({ id, name, is }) => {
    if (is === 'invalid' || is === 'unreadable') return 'invalid';
    if (is === 'too-large') return 'failed';
    const standing = names.get(id);
    names.set(id, standing ?? name);
    if (standing === undefined) return 'started';
    return standing === name ? 'in-progress' : 'conflict';
  });
}

const rowOf = ({ id, name, is }: Story, line: number): BatchRow | UnreadableRow =>
  is === 'unreadable' ? { line, issues } : { line, workflowId: id, request: aRequest({ Name: name }) };

it('any rows get one verdict each, the one they would get one after the other, with few at the same time', async () => {
  const rows = fc.array(story, { maxLength: 60 });
  await fc.assert(
    fc.asyncProperty(rows, fc.integer({ min: 1, max: 8 }), async (stories, concurrency) => {
      const temporal = new Fake();
      const start = (row: BatchRow) => temporal.start(stories, row);

      const verdicts = await allOf(startBatch(start, stories.map(rowOf), { concurrency }));

      expect(verdicts.map(({ row }) => row)).toEqual(stories.map((_, index) => index + 1));
      expect(verdicts.map(({ line }) => line)).toEqual(stories.map((_, index) => index));
      expect(verdicts.map(({ verdict }) => verdict)).toEqual(oneAfterAnother(stories));
      expect(temporal.mostInFlight).toBeLessThanOrEqual(concurrency);
      expect(temporal.starts).toBe(temporal.requests.size);
    }),
    seeded(300),
  );
});

it('of two rows with one ID the first counts, however few turns of the event loop a start takes', async () => {
  const waits = fc.array(fc.nat(4), { minLength: 24, maxLength: 24 });
  await fc.assert(
    fc.asyncProperty(waits, fc.integer({ min: 1, max: 8 }), async (microtasks, concurrency) => {
      const temporal = new Fake();
      const stories = microtasks.map((_, row): Story => ({ id: `${row >> 1}`, name: `${row}`, is: 'fine', turns: 0 }));
      const start = async (row: BatchRow) => {
        for (let index = 0; index < (microtasks[row.line ?? -1] ?? 0); index++) await Promise.resolve();
        return temporal.start(stories, row);
      };

      const verdicts = await allOf(startBatch(start, stories.map(rowOf), { concurrency }));

      expect(verdicts.map(({ verdict }) => verdict)).toEqual(oneAfterAnother(stories));
    }),
    seeded(3_000),
  );
});
