import { describe, expect, it } from 'vitest';
import { completeRow } from '../../../src/batch/file/complete-row.js';
import { nothingInCommon, read } from './read.js';

const draft = { line: 2, endsAtByte: 10, id: 'a', request: {} };

describe('what all rows have in common', () => {
  it('is completed by the row, which wins member by member; attributes key by key', async () => {
    const request = { InstanceId: 'instance-1', Name: 'all', Attributes: { campaign: 'spring', language: 'en' } };

    const row = await completeRow(
      { ...draft, request: { Name: 'own', Attributes: { language: 'es' } } },
      { ...nothingInCommon, request },
    );

    expect(row).toMatchObject({
      request: { InstanceId: 'instance-1', Name: 'own', Attributes: { campaign: 'spring', language: 'es' } },
    });
  });

  it.each([
    { common: { expiresAt: '2026-11-25T10:00:00Z' }, own: { expiresAfter: '2h' } },
    { common: { expiresAfter: '2h' }, own: { expiresAt: '2026-11-25T10:00:00Z' } },
  ])('gives way to the other form of its expiry: $own', async ({ common: times, own }) => {
    const common = { ...nothingInCommon, times };

    expect(await completeRow({ ...draft, times: own }, common)).toMatchObject({ options: own });
    expect(await completeRow({ ...draft, options: own }, common)).toEqual({
      line: 2,
      workflowId: 'a',
      request: {},
      options: own,
    });
  });

  it('may be a local time, and hours, on the clocks of each row', async () => {
    const times = { notBefore: '2026-11-25T10:00', callingHours: { preset: 'us-tcpa' } };

    const row = await completeRow({ ...draft, times: { timeZone: 'America/Denver' } }, { ...nothingInCommon, times });

    expect(row).toMatchObject({
      options: {
        notBefore: '2026-11-25T17:00:00.000Z',
        callingHours: { preset: 'us-tcpa', timeZone: 'America/Denver' },
      },
    });
  });

  it('may be a local time alone', async () => {
    const times = { notBefore: '2026-11-25T10:00' };

    const row = await completeRow({ ...draft, times: { timeZone: 'America/Denver' } }, { ...nothingInCommon, times });

    expect(row).toMatchObject({ options: { notBefore: '2026-11-25T17:00:00.000Z' } });
  });

  it('rings no row on the clocks of another zone: its own column counts first, then its hours, then what all have', async () => {
    const all = { notBefore: '2026-11-25T10:00', timeZone: 'America/New_York', callingHours: { preset: 'us-tcpa' } };
    const denver = '{"preset": "us-tcpa", "timeZone": "America/Denver"}';
    const chicago = 'America/Chicago';
    const csv = (cells: string) =>
      read(`id,callingHours,timeZone\n${cells}\n`, { format: 'csv', common: { times: all } });
    const jsonLines = (row: object) =>
      read(JSON.stringify({ id: 'a', ...row }), { format: 'jsonl', common: { times: all } });
    const cell = `"${denver.replaceAll('"', '""')}"`;

    const at = (hour: string, timeZone: string) => ({
      notBefore: `2026-11-25T${hour}:00:00.000Z`,
      callingHours: { preset: 'us-tcpa', timeZone },
    });
    expect(await csv(`a,${cell},${chicago}`)).toMatchObject([{ options: at('16', chicago) }]);
    expect(await csv(`a,${cell},`)).toMatchObject([{ options: at('17', 'America/Denver') }]);
    expect(await csv('a,us-tcpa,')).toMatchObject([{ options: at('15', 'America/New_York') }]);
    expect(await csv('a,,')).toMatchObject([{ options: at('15', 'America/New_York') }]);
    const callingHours = JSON.parse(denver) as object;
    expect(await jsonLines({ options: { callingHours } })).toMatchObject([{ options: at('17', 'America/Denver') }]);
    expect(await jsonLines({ plan: { callingHours } })).toMatchObject([{ plan: at('17', 'America/Denver') }]);
    expect(await jsonLines({ options: { callingHours: { preset: 'us-tcpa' } } })).toMatchObject([
      { options: at('15', 'America/New_York') },
    ]);
    expect(await jsonLines({})).toMatchObject([{ options: at('15', 'America/New_York') }]);
  });

  it('leaves hours that are none to be refused', async () => {
    const common = { times: { timeZone: 'America/New_York' } };

    expect(
      await read('{"id": "a", "options": {"callingHours": "us-tcpa"}}', { format: 'jsonl', common }),
    ).toMatchObject([{ options: { callingHours: 'us-tcpa' } }]);
  });

  it('conducts calls, and the attempts of follow-ups', async () => {
    const common = {
      ...nothingInCommon,
      conduct: { priority: 1, lines: 'unlimited' },
      plan: { call: { priority: 5, tracking: 'x' } },
    };

    expect(await completeRow({ ...draft, conduct: { priority: 2 } }, common)).toMatchObject({
      options: { priority: 2, lines: 'unlimited' },
    });
    expect(await completeRow({ ...draft, plan: { call: { priority: 2 } } }, common)).toMatchObject({
      plan: { call: { priority: 2, lines: 'unlimited', tracking: 'x' } },
    });
  });

  it('leaves the call of a plan that is none to be refused', async () => {
    const common = { conduct: { lines: 'unlimited' } };

    expect(await read('{"id": "a", "plan": {"call": "x"}}', { format: 'jsonl', common })).toMatchObject([
      { plan: { call: 'x' } },
    ]);
  });

  it.each(['"abc"', '["x"]', '7', 'null'])(
    'leaves attributes that are none, and have others beside them, to be refused: %s',
    async (cell) => {
      const text = `id,Attributes,Attributes.language\na,"${cell.replaceAll('"', '""')}",en\n`;
      const common = { request: { Attributes: { campaign: 'spring' } } };

      expect(await read(text, { format: 'csv', common })).toMatchObject([
        { request: { Attributes: JSON.parse(cell) as unknown } },
      ]);
    },
  );

  it('leaves an attribute list that is none to be refused', async () => {
    const common = { ...nothingInCommon, request: { Attributes: { campaign: 'spring' } } };

    expect(await completeRow({ ...draft, request: { Attributes: 'x' } }, common)).toMatchObject({
      request: { Attributes: 'x' },
    });
  });
});
