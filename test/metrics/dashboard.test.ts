import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { projectRoot } from '../../src/dev/project-root.js';

interface Panel {
  readonly type: string;
  readonly title: string;
  readonly fieldConfig: {
    readonly defaults: {
      readonly thresholds?: { readonly steps: readonly { readonly value: number | null; readonly color: string }[] };
    };
  };
}
const deployed = (...names: string[]) => readFile(join(projectRoot(), 'deploy', ...names), 'utf8');
const { panels } = JSON.parse(await deployed('grafana', 'ringonce.json')) as { readonly panels: readonly Panel[] };
const stats = panels.filter(({ type }) => type === 'stat');
const redFrom = (title: string) =>
  stats
    .find((panel) => panel.title === title)
    ?.fieldConfig.defaults.thresholds?.steps.find(({ color }) => color === 'red')?.value;

/** Grafana's own thresholds, for a panel that has none, are green, and red from 80: seconds, calls or lines alike. */
describe('the dashboard', () => {
  it.each(stats)('says itself which values of "$title" are bad', ({ fieldConfig }) => {
    expect(fieldConfig.defaults.thresholds?.steps[0]?.value).toBeNull();
  });

  it('turns red where the alerts rise', async () => {
    const { groups } = parse(await deployed('prometheus', 'alerts.yml')) as {
      readonly groups: readonly { readonly rules: readonly { readonly alert: string; readonly expr: string }[] }[];
    };
    const expressionOf = (name: string) =>
      groups.flatMap(({ rules }) => rules).find(({ alert }) => alert === name)?.expr ?? '';

    expect(expressionOf('RingonceBacklogOld')).toMatch(new RegExp(`> ${redFrom('Longest wait')}$`));
    const days = Number(redFrom('Age of time-zone data')) / 86_400;
    expect(expressionOf('RingonceTimeZoneDataOld')).toMatch(new RegExp(`> ${days} \\* 86400$`));
  });
});
