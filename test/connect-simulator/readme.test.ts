import { describe, expect, it } from 'vitest';
import { defaultSettings, scenarioInWords, scenarios, type Scenario } from '../../src/connect-simulator/index.js';
import { faultKinds } from '../../src/connect-simulator/control/faults.js';
import { tableOf as rowsOf, textOf } from '../support/markdown.js';

const readme = await textOf('src/connect-simulator/README.md');
const plain = (cells: readonly string[]) => cells.map((cell) => cell.replaceAll('`', ''));
const tableOf = (firstColumn: string) => rowsOf(readme, firstColumn).map(plain);

function rowOf(scenario: Scenario): string[] {
  const { number, name, before = [], story } = scenario;
  const stories = [...before, story].flatMap((one) => (one.happens === 'refused' ? [] : [one]));
  return [
    number,
    name,
    scenarioInWords(scenario),
    stories.map(({ disconnectReason }) => disconnectReason ?? 'none').join('; then '),
    stories.map(({ amdStatus }) => amdStatus).join('; then '),
  ];
}

describe('the README', () => {
  it('has the scenarios of the code', () => {
    expect(tableOf('Number')).toEqual(scenarios.map(rowOf));
  });

  it('has every kind of fault', () => {
    expect(tableOf('Kind').map(([kind]) => kind)).toEqual(expect.arrayContaining([...faultKinds]));
    expect(tableOf('Kind')).toHaveLength(faultKinds.length);
  });

  it.each([
    { heading: 'Setting', defaults: defaultSettings },
    { heading: 'Event setting', defaults: defaultSettings.events },
  ])('has every $heading, with its default where that is one word', ({ heading, defaults }) => {
    const documented = Object.fromEntries(tableOf(heading).map(([name = '', value]) => [name, value]));
    expect(Object.keys(documented)).toEqual(Object.keys(defaults));
    for (const [name, value] of Object.entries(defaults) as [string, unknown][]) {
      if (typeof value !== 'object' || value === null) expect(documented[name]).toBe(String(value));
    }
  });
});

it('has each scenario once, in the range that is kept for fiction', () => {
  expect(new Set(scenarios.map(({ name }) => name)).size).toBe(scenarios.length);
  expect(new Set(scenarios.map(({ number }) => number)).size).toBe(scenarios.length);
  for (const { number } of scenarios) expect(number).toMatch(/^\+120655501\d\d$/);
});
