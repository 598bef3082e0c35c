import { expect, it } from 'vitest';
import { HeldBackError } from '../../src/connect/throttle.js';
import type { DialEnd, DialLines } from '../../src/connect/dial-lines.js';
import type { FaultDocument } from '../../src/connect-simulator/index.js';
import type { DialInput } from '../../src/contract/dial.js';
import { workflowTypes } from '../../src/contract/names.js';
import { anAttempt, anInput, at, connectOfThisFile, startedAtMs, type Surroundings } from './dial.js';

const operation = 'StartOutboundVoiceContact';
/** The call of every attempt without a Temporal server. */
const callId = 'test';

const { connect, client } = await connectOfThisFile();

type Change = Partial<Omit<Surroundings, 'connect'>> & { readonly take?: () => Promise<void> };

/** What an attempt asks of the lines of its instance, and says to them. */
async function saidBy({ take, ...change }: Change = {}, input: Partial<DialInput> = {}) {
  const said: unknown[] = [];
  const lines: DialLines = {
    take: async (id) => {
      said.push({ takes: id, requests: connect.requests().length });
      await take?.();
    },
    dialled: (id, end) => {
      said.push({ id, end });
      return Promise.resolve();
    },
  };
  const running = anAttempt({ connect: client, lines, ...change });
  const end: unknown = await running.run(anInput(input)).catch((error: unknown) => error);
  return { said, end };
}

const taken = { takes: callId, requests: 0 };
const inject = (fault: Omit<FaultDocument, 'operation'>) => connect.inject({ operation, ...fault });
const maybeSent = { attempt: 1, writtenAtMs: startedAtMs, settled: true, maybePlacedSinceMs: startedAtMs };
const writeAhead = () => Promise.resolve();

it('a call that is placed has its line before its request goes out, and its contact keeps it', async () => {
  const { said } = await saidBy();
  expect(said).toEqual([taken, { id: callId, end: { ContactId: connect.ledger()[0]?.ContactId, isOpen: false } }]);
});

it('without a line nothing goes out', async () => {
  const { said, end } = await saidBy({ take: () => Promise.reject(new HeldBackError(2_000, 'No line is free')) });
  expect(connect.requests()).toEqual([]);
  expect(end).toMatchObject({ type: 'HeldBack', nonRetryable: false });
  expect(said).toEqual([taken, { id: callId, end: 'silent' }]);
});

it.each<{ fault: Omit<FaultDocument, 'operation'>; end: DialEnd }>([
  { fault: { kind: 'throttle' }, end: 'silent' },
  { fault: { kind: 'error-before', error: 'DestinationNotAllowedException' }, end: 'silent' },
  { fault: { kind: 'error-after' }, end: { isOpen: true } },
  { fault: { kind: 'reset-after' }, end: { isOpen: true } },
])('after $fault its line is $end', async ({ fault, end }) => {
  inject(fault);
  expect((await saidBy()).said).toEqual([taken, { id: callId, end }]);
});

it('a throttle after an answer that was lost leaves the line with the call, which comes again', async () => {
  inject({ kind: 'throttle' });
  const { said } = await saidBy({ attempt: 2, record: maybeSent, writeAhead });
  expect(said).toEqual([taken, { id: callId, end: { isOpen: true } }]);
});

it('a call in doubt that is not dialled again leaves the line with what may ring', async () => {
  inject({ kind: 'error-after' });
  const { said } = await saidBy({}, { resendWindowMs: 0 });
  expect(said).toEqual([taken, { id: callId, end: { isOpen: false } }]);
});

it('a call whose dialling time ends while it takes its line gives it back, and nothing goes out', async () => {
  let nowMs = 0;
  const take = () => {
    nowMs = 10_000;
    return Promise.resolve();
  };
  const { said } = await saidBy({ take, nowMs: () => nowMs }, { dialBefore: at(10_000) });
  expect(connect.requests()).toEqual([]);
  expect(said).toEqual([taken, { id: callId, end: 'silent' }]);
});

it('a call that is cancelled while it takes its line gives it back, and nothing goes out', async () => {
  const said: unknown[] = [];
  const running = anAttempt({
    connect: client,
    lines: {
      take: () => {
        running.cancel();
        return Promise.resolve();
      },
      dialled: (_, end) => {
        said.push(end);
        return Promise.resolve();
      },
    },
  });
  await running.failure(anInput());
  expect(connect.requests()).toEqual([]);
  expect(said).toEqual(['silent']);
});

/** A Temporal in whose list an earlier run under the ID was placed, and nobody followed its contact. */
const placedBefore = {
  withDeadline: (_: number, run: () => unknown) => run(),
  workflow: {
    async *list() {
      const run = { workflowId: callId, type: workflowTypes.outboundCall, startTime: new Date(startedAtMs) };
      yield { ...run, runId: '00000000-0000-0000-0000-000000000000', status: { name: 'RUNNING' } };
      yield await Promise.resolve({ ...run, runId: 'earlier', status: { name: 'COMPLETED' } });
    },
    getHandle: () => ({ result: () => Promise.resolve({ outcome: 'PLACED', ContactId: 'talks-on' }) }),
  },
};

it.each([
  {
    what: 'finds that an earlier run was placed',
    temporal: placedBefore,
    is: { message: 'The attempt found an earlier run.' },
  },
  { what: 'cannot learn what an earlier run has done', temporal: {}, is: { type: 'EarlierRunsUnknown' } },
])('an attempt that $what does not give away the line of the contact that talks', async ({ temporal, is }) => {
  const { said, end } = await saidBy({ temporal }, { isFirstUseOfId: false, resendWindowMs: 0 });
  expect(end).toMatchObject(is);
  expect(connect.requests()).toEqual([]);
  expect(said).toEqual([]);
});
