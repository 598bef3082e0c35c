import { Readable } from 'node:stream';
import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { requestMembers } from '../../../src/cli/aws/shapes.js';
import { readBatch } from '../../../src/batch/file/read-batch.js';
import { nothingInCommon, read, rowsOf } from './read.js';

const csv = (content: string | Buffer, common = {}) => read(content, { format: 'csv', common });
const header = 'id,DestinationPhoneNumber,Name';

describe('a CSV file', () => {
  it.each([
    { how: 'with LF', text: `${header}\na,+12065550100,Ada\nb,+12065550101,Bo\n` },
    { how: 'with CRLF', text: `${header}\r\na,+12065550100,Ada\r\nb,+12065550101,Bo\r\n` },
    { how: 'without a line end at its end', text: `${header}\na,+12065550100,Ada\nb,+12065550101,Bo` },
    {
      how: 'with a byte order mark',
      text: `\ufeff"id",DestinationPhoneNumber,Name\na,+12065550100,Ada\nb,+12065550101,Bo\n`,
    },
    { how: 'with every cell in quotes', text: `${header}\n"a","+12065550100","Ada"\n"b","+12065550101","Bo"\n` },
    { how: 'with blanks around its cells', text: `${header}\na, +12065550100 , "Ada"\nb,+12065550101,Bo\n` },
  ])('is read $how', async ({ text }) => {
    expect(await csv(text)).toEqual([
      { line: 2, workflowId: 'a', request: { DestinationPhoneNumber: '+12065550100', Name: 'Ada' }, options: {} },
      { line: 3, workflowId: 'b', request: { DestinationPhoneNumber: '+12065550101', Name: 'Bo' }, options: {} },
    ]);
  });

  it('keeps commas, quotes and line ends within quotes, and counts the lines', async () => {
    const rows = await csv(`${header}\na,1,"Lovelace, ""Ada""\r\nCountess"\n\nb,2,\n`);

    expect(rows).toEqual([
      {
        line: 2,
        workflowId: 'a',
        request: { DestinationPhoneNumber: '1', Name: 'Lovelace, "Ada"\r\nCountess' },
        options: {},
      },
      { line: 5, workflowId: 'b', request: { DestinationPhoneNumber: '2' }, options: {} },
    ]);
  });

  it('keeps letters whose bytes arrive apart', async () => {
    const rows = await read(`id,Name\na,Žofie 🎉 李\n`, { format: 'csv', chunkBytes: 1 });

    expect(rows).toMatchObject([{ request: { Name: 'Žofie 🎉 李' } }]);
  });

  it('leaves empty cells out, and passes over rows that have no other', async () => {
    const rows = await csv('id,Name,Attributes.language,priority,notBefore\na,,,,\n\n,,,,\n');

    expect(rows).toEqual([{ line: 2, workflowId: 'a', request: {}, options: {} }]);
  });

  it('takes members, attributes, times and options from their columns', async () => {
    const columns = [
      'id,Attributes,Attributes.language,References,TrafficType,RingTimeoutInSeconds',
      'notBefore,callingHours,timeZone,expiresAfter,priority,fairnessKey,fairnessWeight,lines,resendWindow,tracking',
    ];
    const cells = [
      'a,"{""order"": ""1""}",en,"{""ticket"": {""Type"": ""URL""}}",CAMPAIGN,30',
      '2026-11-25T10:00,us-tcpa,America/New_York,2h,1,tenant-1,0.5,unlimited,0,none',
    ];

    const [row] = await csv(`${columns.join()}\n${cells.join()}\n`);

    expect(row).toEqual({
      line: 2,
      workflowId: 'a',
      request: {
        Attributes: { order: '1', language: 'en' },
        References: { ticket: { Type: 'URL' } },
        TrafficType: 'CAMPAIGN',
        RingTimeoutInSeconds: 30,
      },
      options: {
        notBefore: '2026-11-25T15:00:00.000Z',
        callingHours: { preset: 'us-tcpa', timeZone: 'America/New_York' },
        expiresAfter: '2h',
        priority: 1,
        fairnessKey: 'tenant-1',
        fairnessWeight: 0.5,
        lines: 'unlimited',
        resendWindow: 0,
        tracking: 'none',
      },
    });
  });

  it('makes follow-ups of its rows, where all are', async () => {
    const common = { areFollowUps: true, plan: { maxAttempts: 2, goal: ['ANSWERED'] } };

    const rows = await csv('id,maxAttempts,lines,notBefore\na,4,unlimited,\nb,,,2026-11-25T10:00:00Z\n', common);

    expect(rows).toEqual([
      {
        line: 2,
        workflowId: 'a',
        request: {},
        plan: { maxAttempts: 4, goal: ['ANSWERED'], call: { lines: 'unlimited' } },
      },
      {
        line: 3,
        workflowId: 'b',
        request: {},
        plan: { maxAttempts: 2, goal: ['ANSWERED'], notBefore: '2026-11-25T10:00:00Z' },
      },
    ]);
  });

  it('has a column for every member of the request', async () => {
    expect(await csv(`id,${requestMembers.join()}\n`)).toEqual([]);
  });
});

describe('a row of CSV that makes no sense is invalid, and the others go on:', () => {
  it.each([
    { what: 'too few cells', row: 'b,1', issue: { member: '', message: 'has 2 cells, and there are 3 columns' } },
    { what: 'too many cells', row: 'b,1,2,3', issue: { member: '', message: 'has 4 cells, and there are 3 columns' } },
    { what: 'no ID', row: ',1,2', issue: { member: 'id', message: 'is missing' } },
    {
      what: 'a quote in the middle of a cell',
      row: 'b,1"2",Ada "the Countess',
      issue: {
        member: '',
        message: 'has a quote in the middle of a cell: put the whole cell in quotes, and double those within',
      },
    },
    {
      what: 'bytes that are no UTF-8',
      row: Buffer.from('b,1,M\xfcller', 'latin1'),
      issue: { member: '', message: 'has a character that cannot be read: save the file as UTF-8' },
    },
  ])('$what', async ({ row, issue }) => {
    const content = Buffer.concat([`${header}\na,1,2\n`, row, '\nc,1,2\n'].map((part) => Buffer.from(part)));

    const rows = await csv(content);

    expect(rows).toMatchObject([{ workflowId: 'a' }, { line: 3, issues: [issue] }, { line: 4, workflowId: 'c' }]);
  });

  it('a cell that should be JSON, or a time that nobody can tell', async () => {
    const rows = await csv(
      'id,References,notBefore,timeZone,callingHours\na,{,,,\nb,,2026-11-25T10:00,,\nc,,2026-11-25T10:00,Mars/Base,\nd,,,,{\n',
    );

    expect(rows).toEqual([
      { line: 2, workflowId: 'a', issues: [{ member: 'References', message: 'is not JSON' }] },
      {
        line: 3,
        workflowId: 'b',
        issues: [{ member: 'notBefore', message: 'has no time zone: add an offset such as -08:00, or give timeZone' }],
      },
      {
        line: 4,
        workflowId: 'c',
        issues: [{ member: 'timeZone', message: 'must be an IANA time zone, such as America/New_York' }],
      },
      { line: 5, workflowId: 'd', issues: [{ member: 'callingHours', message: 'is not JSON' }] },
    ]);
  });
});

/** They were answered "must be an instant in ISO 8601 with offset", with the zone in the same row. */
describe('a time in a form that is not read is answered with the form that would do:', () => {
  const like = 'such as 2026-03-02T17:00';
  const other = `is in another form: write year-month-day with two digits each, T, and hours of 24, ${like}`;
  const space = `has a space between date and time: write a T there, ${like}`;

  it.each([
    { cell: '2026-12-01 10:00', message: space },
    { cell: '2026-12-01 10:00:00-05:00', message: space },
    { cell: '12/1/2026 10:00', message: other },
    { cell: '12/1/2026 10:00 AM', message: other },
    { cell: '01.12.2026 10:00', message: other },
    { cell: '2026/12/01 10:00', message: other },
    { cell: '2026-12-1T9:00', message: other },
    { cell: '2026-12-01', message: `has no time of day: write it behind a T, ${like}` },
    {
      cell: '46357.4166666667',
      message: `is a day number of a spreadsheet: format the cell as text, and write year-month-day, T, and the time, ${like}`,
    },
    {
      cell: '2026-12-01T10:00\u200b',
      message: 'has an invisible character, U+200B (zero width space): delete it',
    },
  ])('$cell', async ({ cell, message }) => {
    const rows = await csv(
      `id,notBefore,expiresAt,timeZone\na,${cell},,America/New_York\nb,,${cell},America/New_York\n`,
    );

    expect(rows).toEqual([
      { line: 2, workflowId: 'a', issues: [{ member: 'notBefore', message }] },
      { line: 3, workflowId: 'b', issues: [{ member: 'expiresAt', message }] },
    ]);
  });
});

describe('a CSV file is refused', () => {
  it.each([
    {
      why: 'an unknown column, with a guess',
      text: 'id,DestinationPhoneNumbr\n',
      says: 'column 2, DestinationPhoneNumbr: is unknown; did you mean DestinationPhoneNumber?',
    },
    {
      why: 'a column whose name has what nobody sees',
      text: 'id,Name\u200b\n',
      says: 'column 2: has an invisible character, U+200B (zero width space): delete it',
    },
    { why: 'a column that is named twice', text: 'id,Name,Name\n', says: 'column 3: is named twice' },
    { why: 'no column of IDs', text: 'order,Name\n', says: 'no column has the IDs' },
    {
      why: 'no header: what it holds is not told',
      text: 'order-1,+12065550100,Lovelace,Nam\n',
      says: /^line 1, the columns' names: column 1: is unknown; column 2: is unknown; column 3: is unknown; column 4: is unknown; did you mean Name\?; no column has the IDs: it is called id, or what --id-column says\. Is the first line a header\?$/,
    },
    {
      why: 'a column that is unknown and may be a number',
      text: 'id,2065550100\n',
      says: 'column 2, (masked key): is unknown',
    },
    {
      why: 'a comma too many, which makes a column without a name',
      text: 'id,DestinationPhoneNumber,\n',
      says: /^line 1, the columns' names: column 3 has no name$/,
    },
    {
      why: 'semicolons',
      text: 'id;DestinationPhoneNumber\n',
      says: /no column has the IDs.* Cells are separated by commas, not by semicolons or tabs\.$/,
    },
    { why: 'tabs', text: 'id\tDestinationPhoneNumber\n', says: 'not by semicolons or tabs' },
    { why: 'a column of follow-ups among calls', text: 'id,maxAttempts\n', says: 'column 2, maxAttempts: is unknown' },
    { why: 'nothing in it', text: '', says: 'line 1: is missing; it names the columns' },
  ])('before its first row: $why', async ({ text, says }) => {
    await expect(csv(text)).rejects.toThrow(says);
  });

  it.each([
    { why: 'a quote that is not closed', row: 'b,1,"2', says: 'a quote is not closed' },
    { why: 'a cell that goes on after its quote', row: 'b,1,"2"3', says: 'a quote is closed, and the cell goes on' },
    {
      why: 'a row without end',
      row: `b,1,"${'x'.repeat(1_100_000)}`,
      says: 'the row is longer than 1048576 characters',
    },
  ])('from the row on that cannot be told from the next: $why', async ({ row, says }) => {
    const content = `${header}\na,1,2\n${row}\nc,1,2\n`;

    await expect(csv(content)).rejects.toThrow(/^line \d+: .* No row from there on can be read\.$/);
    await expect(csv(content)).rejects.toThrow(says);
  });
});

describe('a quote in the middle of a cell', () => {
  it.each([
    { how: 'on the same line', text: `${header}\na,1,2\nb,1"2,"x"y\nc,3,4\nd,5,6"\ne,7,8\n` },
    { how: 'of the same row', text: `${header}\na,1,2\nTV 24" b,"12","Ada "Countess" L"\nc,3,4\nd,5,6\n` },
  ])('does not hide one $how after which no row can be told from the next', async ({ text }) => {
    const ids: unknown[] = [];
    const reading = (async () => {
      for await (const { workflowId, line } of await rowsOf(text, { format: 'csv' })) ids.push({ workflowId, line });
    })();

    await expect(reading).rejects.toThrow('line 3: a quote is closed, and the cell goes on. No row from there on');
    expect(ids).toEqual([{ workflowId: 'a', line: 2 }]);
  });

  it('makes one invalid row of a row of several lines, and those after it keep their lines', async () => {
    const rows = await csv(`${header}\na,1,2\r\nb,1"2,"x\r\n\r\ny"\nc"c,"x\r\ny",z"\r\nd,3,4\n`);

    expect(rows).toMatchObject([
      { line: 2, workflowId: 'a' },
      { line: 3, issues: [{ member: '' }] },
      { line: 6, issues: [{ member: '' }] },
      { line: 8, workflowId: 'd' },
    ]);
  });
});

it('lines of a CSV file may end with LF, CRLF or CR, one like this and the next like that', async () => {
  const rows = await csv(`${header}\r\na,1,"x\ny"\nb,1,2\r\n\nc,1,\rd,1,"2"\r\ne,1,2`);

  expect(rows).toEqual([
    { line: 2, workflowId: 'a', request: { DestinationPhoneNumber: '1', Name: 'x\ny' }, options: {} },
    { line: 4, workflowId: 'b', request: { DestinationPhoneNumber: '1', Name: '2' }, options: {} },
    { line: 6, workflowId: 'c', request: { DestinationPhoneNumber: '1' }, options: {} },
    { line: 7, workflowId: 'd', request: { DestinationPhoneNumber: '1', Name: '2' }, options: {} },
    { line: 8, workflowId: 'e', request: { DestinationPhoneNumber: '1', Name: '2' }, options: {} },
  ]);
});

it('a CSV file full of broken rows is read as its rows are asked for, and not at once', async () => {
  let chunks = 0;
  function* broken() {
    yield Buffer.from(`${header}\n`);
    for (; chunks < 1_000; chunks++) yield Buffer.from('b,1"2,3\n'.repeat(100));
  }
  const rows = (await readBatch(Readable.from(broken()), { format: 'csv', idColumn: 'id', common: nothingInCommon }))[
    Symbol.asyncIterator
  ]();

  expect(await rows.next()).toMatchObject({ value: { line: 2, issues: [{ member: '' }] } });
  for (let index = 0; index < 50; index++) await turn();

  // Each of three streams on the way holds up to 64 KiB since Node 22.
  expect(chunks).toBeLessThan(400);
  await rows.return?.();
});
