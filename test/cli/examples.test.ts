import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseRequest } from '../../src/contract/index.js';
import { demoCalls } from '../../src/dev/demo-calls.js';
import { projectRoot } from '../../src/dev/project-root.js';

const directory = join(projectRoot(), 'examples');
const files = readdirSync(directory);
const textOf = (file: string): string => readFileSync(join(directory, file), 'utf8');

describe('the example requests', () => {
  it('are all told by the demo', () => {
    expect(
      demoCalls()
        .map(({ name }) => `${name}.json`)
        .sort(),
    ).toEqual(files.sort());
  });

  it.each(files.filter((file) => file !== 'invalid-request.json'))('%s is valid', (file) => {
    expect(parseRequest(JSON.parse(textOf(file)))).toMatchObject({ ok: true });
  });

  it('invalid-request.json is wrong in these members', () => {
    const parsed = parseRequest(JSON.parse(textOf('invalid-request.json')));

    expect(parsed.ok ? [] : parsed.issues.map(({ member }) => member)).toEqual([
      'DestinationPhoneNumber',
      'ContactFlowId',
      'Attributes.(masked key)',
      'RingTimeoutInSeconds',
      'ContactFlowID',
      'SourcePhoneNumber',
      'RingTimeoutInSeconds',
    ]);
  });

  it.each(files)('%s holds only numbers that are kept for fiction', (file) => {
    for (const [number] of textOf(file).matchAll(/\+\d{7,}/g)) expect(number).toMatch(/^\+120655501\d\d$/);
  });
});
