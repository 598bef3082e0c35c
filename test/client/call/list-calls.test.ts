import type { Client } from '@temporalio/client';
import { defaultDataConverter, defaultPayloadConverter, toPayloads } from '@temporalio/common';
import { msNumberToTs } from '@temporalio/common/lib/time.js';
import { expect, it } from 'vitest';
import { listCalls, readToken, type CallFilter } from '../../../src/client/call/list-calls.js';

const number = '+12065557700';

interface Asked {
  readonly query: string;
  readonly pageSize: number;
}

/**
 * A server that has these calls, in pages.
 * @param pages whom each call is to; undefined: its history is gone
 */
function serverWith(pages: readonly (readonly (string | undefined)[])[]): { client: Client; asked: Asked[] } {
  const asked: Asked[] = [];
  const notFound = Object.assign(new Error('5 NOT_FOUND'), { code: 5, details: 'not found', metadata: {} });
  const workflowService = {
    listWorkflowExecutions: ({ query, pageSize, nextPageToken }: Asked & { nextPageToken: Uint8Array }) => {
      asked.push({ query, pageSize });
      const page = nextPageToken[0] ?? 0;
      const executions = (pages[page] ?? []).map((_, index) => ({
        execution: { workflowId: `call-${page}-${index}`, runId: `${page} ${index}` },
        type: { name: 'outboundCall' },
        status: 1,
        startTime: msNumberToTs(1_000),
        historyLength: { toNumber: () => 5 },
      }));
      return Promise.resolve({
        executions,
        nextPageToken: page + 1 < pages.length ? Uint8Array.of(page + 1) : new Uint8Array(),
      });
    },
    getWorkflowExecutionHistory: ({ execution }: { execution: { runId: string } }) => {
      const [page = 0, index = 0] = execution.runId.split(' ').map(Number);
      const DestinationPhoneNumber = pages[page]?.[index];
      if (DestinationPhoneNumber === undefined) return Promise.reject(notFound);
      const input = { payloads: toPayloads(defaultPayloadConverter, { DestinationPhoneNumber }) };
      return Promise.resolve({ history: { events: [{ workflowExecutionStartedEventAttributes: { input } }] } });
    },
  };
  const options = { namespace: 'default', loadedDataConverter: defaultDataConverter };
  return { client: { options, workflowService } as unknown as Client, asked };
}

async function queryOf(filter: CallFilter): Promise<string> {
  const { client, asked } = serverWith([[]]);
  await listCalls(client, filter, { limit: 5 });
  return asked[0]?.query ?? '';
}

const all = "WorkflowType IN ('outboundCall', 'followUp') AND ExecutionStatus != 'ContinuedAsNew'";

it.each<{ filter: CallFilter; asks: string }>([
  { filter: {}, asks: all },
  // A paused workflow goes on, and has another status than a running one.
  { filter: { standings: ['running'] }, asks: `${all} AND (CloseTime IS NULL)` },
  {
    filter: { standings: ['waiting', 'in-doubt'] },
    asks: `${all} AND ((CloseTime IS NULL AND CallPhase = 'WAITING') OR ((CloseTime IS NULL AND CallPhase = 'IN_DOUBT') OR CallOutcome = 'UNKNOWN'))`,
  },
  // Versions before 0.6 have left no CallNeedsAttention.
  {
    filter: { needsAttention: true },
    asks: `${all} AND (CallNeedsAttention = true OR CallPhase = 'FAILED' OR CallOutcome = 'UNKNOWN')`,
  },
  { filter: { needsAttention: false }, asks: all },
  {
    filter: { outcome: 'BUSY', ContactId: "a'b" },
    asks: `${all} AND CallOutcome = 'BUSY' AND ConnectContactId = 'a\\'b'`,
  },
  {
    filter: { startedSince: new Date('2026-11-28T16:00:00Z') },
    asks: `${all} AND StartTime >= '2026-11-28T16:00:00.000Z'`,
  },
  { filter: { DestinationPhoneNumber: number }, asks: `${all} AND (CallTo = '+1 206 ••• ••00' OR CallTo IS NULL)` },
])('asks for $filter', async ({ filter, asks }) => expect(await queryOf(filter)).toBe(asks));

it('reads pages until it has as many as are wanted, without those to another number or gone', async () => {
  const other = '+12065558800';
  const { client, asked } = serverWith([[other, number], [undefined], [number], [number]]);
  const filter = { DestinationPhoneNumber: number };

  const page = await listCalls(client, filter, { limit: 2 });

  expect(page.calls.map(({ workflowId }) => workflowId)).toEqual(['call-0-1', 'call-2-0']);
  expect(page).toMatchObject({ unreadable: 0, nextPageToken: expect.any(String) as string });
  expect(asked.map(({ pageSize }) => pageSize)).toEqual([2, 1, 1]);
});

it('gives a token where there is more, which begins there, and takes no other', async () => {
  const { client } = serverWith([[number], [number]]);

  const { calls, nextPageToken = '' } = await listCalls(client, {}, { limit: 1 });
  const next = await listCalls(client, {}, { limit: 1, pageToken: readToken(nextPageToken) });

  expect(calls.map(({ workflowId }) => workflowId)).toEqual(['call-0-0']);
  expect(next.calls.map(({ workflowId }) => workflowId)).toEqual(['call-1-0']);
  expect(next).not.toHaveProperty('nextPageToken');
  for (const other of [nextPageToken.slice(0, -1), `A${nextPageToken}`, nextPageToken.split('.')[0] ?? '', ''])
    expect(readToken(other)).toBeUndefined();
});

it('asks for no larger page than Temporal gives', async () => {
  const { client, asked } = serverWith([[]]);
  await listCalls(client, {}, { limit: 1_000_000 });
  expect(asked[0]?.pageSize).toBe(1_000);
});
