import { describe, expect, it } from 'vitest';
import { argumentDocument, argumentJson, argumentText } from '../../src/cli/arguments.js';
import { createProgram } from '../../src/cli/program.js';
import { temporaryDirectory } from '../dev/fixtures.js';

const request = '{"InstanceId": "instance-1", "Name": "Zoë 電"}';
const utf16le = (text: string): Buffer => Buffer.from(text, 'utf16le');
const utf16be = (text: string): Buffer => utf16le(text).swap16();

describe('JSON of a file', () => {
  it.each([
    { form: 'UTF-8 with a byte order mark', bytes: Buffer.from(`\ufeff${request}`) },
    { form: "UTF-16 of PowerShell's -Encoding Unicode", bytes: utf16le(`\ufeff${request}`) },
    { form: 'UTF-16 big endian', bytes: utf16be(`\ufeff${request}`) },
  ])('is read that was "invalid JSON received": $form', async ({ bytes }) => {
    await using directory = await temporaryDirectory();
    const path = await directory.write('request.json', bytes);

    expect(argumentJson('cli-input-json', `file://${path}`)).toEqual(JSON.parse(request));
  });

  it.each([
    { form: 'UTF-16 without its mark', bytes: utf16le(request), says: /is UTF-16 without a byte order mark/ },
    { form: 'Latin-1', bytes: Buffer.from('{"Name": "Zoë"}', 'latin1'), says: /is neither UTF-8 nor UTF-16/ },
  ])('is refused by the name of its encoding: $form', async ({ bytes, says }) => {
    await using directory = await temporaryDirectory();
    const path = await directory.write('request.json', bytes);

    expect(() => argumentJson('cli-input-json', `file://${path}`)).toThrow(says);
    expect(() => argumentText('name', `file://${path}`)).toThrow(`--name: the file ${path} is `);
  });

  it('is read with the mark that $(cat file) leaves in it', () => {
    expect(argumentJson('cli-input-json', `\ufeff${request}`)).toEqual(JSON.parse(request));
  });
});

it('a preset is no file, whatever files there are', () => {
  expect(argumentDocument('calling-hours', 'package.json', ['package.json'])).toBe('package.json');
});

it('fileb:// is told to be file://', () => {
  expect(() => argumentText('plan', 'fileb://package.json')).toThrow(
    '--plan: takes text. Write file:// instead of fileb://',
  );
});

/** Options that are no plain text, of each command that has them. */
const documents = [
  '--cli-input-json',
  '--cli-input-yaml',
  '--attributes',
  '--references',
  '--answer-machine-detection-config',
  '--outbound-strategy',
  '--calling-hours',
  '--plan',
  '--options',
  '--at',
  '--skip',
];

const rows = (await createProgram()).commands
  .flatMap((command) => (command.commands.length === 0 ? [command] : command.commands))
  .flatMap((command) => {
    const parent = command.parent?.name() === 'ringonce' ? [] : [command.parent?.name() ?? ''];
    const ids = command.registeredArguments.filter(({ required }) => required).map(() => 'examples/batch.csv');
    return command.options
      .map(({ long }) => long ?? '')
      .filter((long) => documents.includes(long))
      .map((long) => ({ args: [...parent, command.name(), ...ids, long, 'package.json'], long }));
  });

describe('the name of a file without file:// is told to be one', () => {
  it.each(rows)('$args', async ({ args, long }) => {
    await expect((await createProgram()).parseAsync(args, { from: 'user' })).rejects.toThrow(
      `${long}: package.json is a file: did you mean file://package.json?`,
    );
  });

  it('of every such option', () => expect(new Set(rows.map(({ long }) => long))).toEqual(new Set(documents)));
});
