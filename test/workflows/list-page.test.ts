import { afterAll, beforeAll, expect, it } from 'vitest';
import { searchAttributes } from '../../src/contract/names.js';
import { aRequest } from '../support/requests.js';
import { bringAbout, type Row } from '../support/states.js';
import { startWorld, type World } from '../support/world.js';

/** Whoever opens Temporal's list page reads whom, what and why, without opening a call. */
let world: World;
let rows: Readonly<Record<string, Row>>;
beforeAll(async () => {
  world = await startWorld({ timeScale: 0 });
  await world.startWorker();
  await world.startContactEvents();
  rows = await bringAbout(world, 'state-');
});
afterAll(() => world[Symbol.asyncDispose]());

async function rowOf(id: string): Promise<Record<string, unknown>> {
  const { typedSearchAttributes } = await world.ringonce.client.workflow.getHandle(id).describe();
  return Object.fromEntries(typedSearchAttributes.getAll().map(({ key, value }) => [key.name, value]));
}

it('says of calls and follow-ups in every state whom, what and why', async () => {
  for (const [id, { CallStatus, ...row }] of Object.entries(rows)) {
    const found = await rowOf(id);
    expect({ id, ...found }).toMatchObject({ id, ...row });
    expect(found['CallStatus']).toEqual(
      typeof CallStatus === 'string' ? CallStatus : (expect.stringMatching(CallStatus) as string),
    );
    // Whoever asks for what needs a person is told of nothing else.
    expect({ id, needs: found['CallNeedsAttention'] }).toEqual({ id, needs: row.CallNeedsAttention });
  }
});

it('finds what needs a person, and a live call by its contact, by one query', async () => {
  const { client } = world.ringonce;
  const idsOf = async (query: string) => {
    const ids: string[] = [];
    for await (const { workflowId } of client.workflow.list({ query })) ids.push(workflowId);
    return ids.sort();
  };
  const [ring] = world.connect.ledger({ clientToken: 'state-ringing' });

  await expect
    .poll(() => idsOf('CallNeedsAttention = true'))
    .toEqual(['state-invalid', 'state-not-allowed', 'state-unknown']);
  await expect.poll(() => idsOf(`ConnectContactId = '${ring?.ContactId ?? ''}'`)).toEqual(['state-ringing']);
});

it('costs one event: a followed call with a line has 19', async () => {
  const call = await world.ringonce.start('counted', aRequest(), { lines: 'pool' });
  await world.connect.untilRings(1, { clientToken: 'counted' });
  world.connect.advance(120_000);
  expect(await call.result()).toMatchObject({ outcome: 'ANSWERED' });

  const { events = [] } = await world.ringonce.client.workflow.getHandle('counted').fetchHistory();

  expect(events?.length).toBe(19);
  const upserts = (events ?? []).flatMap(({ upsertWorkflowSearchAttributesEventAttributes: upsert }) =>
    upsert == null ? [] : [Object.keys(upsert.searchAttributes?.indexedFields ?? {})],
  );
  expect(upserts).toHaveLength(2);
  expect(Object.keys(searchAttributes)).toEqual(expect.arrayContaining(upserts.flat()));
});

it('begins a result with what a person wants to know, and says what to do where someone must act', async () => {
  const { client } = world.ringonce;
  const resultOf = async (id: string) => (await client.workflow.getHandle(`state-${id}`).result()) as object;

  expect(Object.entries(await resultOf('busy')).slice(0, 2)).toEqual([
    ['outcome', 'BUSY'],
    ['summary', 'Busy after 3 s (TELECOM_BUSY).'],
  ]);
  expect(Object.keys(await resultOf('unknown')).slice(0, 3)).toEqual(['outcome', 'summary', 'nextStep']);
  expect(await resultOf('unknown')).toMatchObject({
    summary: expect.stringMatching(/^In doubt, it may have rung\. /) as string,
    nextStep: expect.stringContaining('ringonce-call-id = state-unknown') as string,
  });
  expect(await resultOf('busy')).not.toHaveProperty('nextStep');
});

it('shows no stack trace of a failure that is meant', async () => {
  const { client } = world.ringonce;
  for (const id of ['not-allowed', 'invalid']) {
    const history = await client.workflow.getHandle(`state-${id}`).fetchHistory();
    expect(JSON.stringify(history.events)).not.toMatch(/at \w+ \(|\.js:\d+/);
  }
  const { raw } = await client.workflow.getHandle('state-throttled').describe();
  expect(raw.pendingActivities?.[0]?.lastFailure?.stackTrace ?? '').toBe('');
});
