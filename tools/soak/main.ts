// `npm run soak`: calls in bad weather, hours of it, with the ledger of the local Amazon Connect as the judge. Outside CI: docs/internals/development.md.
import { randomInt } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { projectRoot } from '../../src/dev/project-root.js';
import { runClockChanges } from './clock-changes.js';
import type { Extent } from './extent.js';
import { soakPlan } from './plan.js';
import { commandOf, findingInWords, tableOf } from './report.js';
import { runSeed, type SoakResult } from './run.js';

const usage = `npm run soak -- [--seed <number>] [--seeds <number>] [--calls <number>] [--hours <number>]
  --seed   the first seed; default: by chance. The same seed has the same plan
  --seeds  how many seeds, one after the other, counted up from the first; default 1
  --calls  calls, follow-ups and rows of batches of each seed; default: 5000 an hour
  --hours  how long each seed's weather lasts; default 0.1, at least 0.03. What is left then ends in calm, which takes minutes more

Exit code: 0 when every promise was kept, 1 when one was not, 2 wrong usage`;

const callsAnHour = 5_000;

interface Soak extends Extent {
  readonly firstSeed: number;
  readonly seeds: number;
}

const soak = soakOf(process.argv.slice(2));
if (soak === undefined) {
  console.error(usage);
  process.exitCode = 2;
} else process.exitCode = await runSoak(soak);

function soakOf(args: string[]): Soak | undefined {
  const text = { type: 'string' } as const;
  try {
    const { values } = parseArgs({ args, options: { seed: text, seeds: text, calls: text, hours: text } });
    const hours = Number(values.hours ?? 0.1);
    const soak = {
      firstSeed: Number(values.seed ?? randomInt(2 ** 31)),
      seeds: Number(values.seeds ?? 1),
      calls: Number(values.calls ?? Math.round(hours * callsAnHour)),
      durationMs: Math.round(hours * 3_600_000),
    };
    const isSound =
      Number.isInteger(soak.firstSeed) &&
      [soak.seeds, soak.calls].every((count) => Number.isInteger(count) && count >= 1) &&
      hours >= 0.03;
    return isSound ? soak : undefined;
  } catch {
    return undefined;
  }
}

async function runSoak({ firstSeed, seeds, ...extent }: Soak): Promise<number> {
  const say = (line: string) => console.error(line);
  const startedAt = new Date();
  const results: SoakResult[] = [];
  const folder = join(projectRoot(), 'soak-results');
  await mkdir(folder, { recursive: true });
  const path = join(folder, startedAt.toISOString().replaceAll(':', '-'));
  for (let seed = firstSeed; seed < firstSeed + seeds; seed++) {
    say(`Seed ${seed}. To run it again: ${commandOf(seed, extent)}`);
    const weather = await runSeed(soakPlan(seed, extent), say, `${path}-${seed}`);
    say(tableOf([weather]));
    say(`seed ${seed}: hours across both clock changes, in skipped time`);
    const result = together(weather, await runClockChanges(seed, extent));
    results.push(result);
    for (const finding of result.findings) console.log(`${findingInWords(finding)}\n  ${commandOf(seed, extent)}`);
    // After each seed: a run of a night that is broken off has told what it has seen.
    await writeFile(`${path}.json`, `${JSON.stringify({ startedAt, ...extent, results }, undefined, 2)}\n`);
    await writeFile(`${path}.txt`, `${tableOf(results)}\n`);
  }
  console.log(tableOf(results));
  say(`Written to ${relative(projectRoot(), path)}.json and .txt`);
  return results.some(({ findings }) => findings.length > 0) ? 1 : 0;
}

function together(weather: SoakResult, skipped: Omit<SoakResult, 'seed'>): SoakResult {
  const { calls, rings, faults, outcomes, findings, durationS } = skipped;
  const sum = (one: Readonly<Record<string, number>>, other: Readonly<Record<string, number>>) => {
    const counts: Record<string, number> = { ...one };
    for (const [word, count] of Object.entries(other)) counts[word] = (counts[word] ?? 0) + count;
    return counts;
  };
  return {
    seed: weather.seed,
    calls: weather.calls + calls,
    rings: weather.rings + rings,
    faults: sum(weather.faults, faults),
    outcomes: sum(weather.outcomes, outcomes),
    findings: [...weather.findings, ...findings],
    durationS: weather.durationS + durationS,
  };
}
