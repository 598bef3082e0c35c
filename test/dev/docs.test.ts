import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { dirname, join, normalize } from 'node:path';
import type { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { answerTable } from '../../src/connect/classify-error.js';
import { remedyOf } from '../../src/connect/remedies.js';
import { presets } from '../../src/admission/presets.js';
import { createProgram } from '../../src/cli/program.js';
import {
  Call,
  FollowUp,
  Lines,
  RingonceClient,
  RingonceError,
  Schedules,
  type BatchVerdict,
  type CallState,
} from '../../src/client/index.js';
import { followableOutcomes, resolvePlan } from '../../src/contract/plan.js';
import {
  failureTypes,
  presetNames,
  queryNames,
  searchAttributes,
  updateNames,
  type CallPhase,
  type FollowUpEnding,
  type HoldReason,
} from '../../src/contract/index.js';
import { projectRoot } from '../../src/dev/project-root.js';
import { anchorsOf, codeSpansOf, headingsOf, linksOf, namesOf, pages, tableOf, textOf } from '../support/markdown.js';
import { schemaOf } from '../support/schemas.js';

const all = new Map(await Promise.all((await pages()).map(async (page) => [page, await textOf(page)] as const)));
const page = (name: string): string => all.get(name) ?? '';
const guides = [...all.keys()].filter((name) => name.startsWith('docs/'));
const sourcesOf = async (...folders: string[]): Promise<string> => {
  const files = await Promise.all(
    folders.map(async (folder) =>
      (await readdir(join(projectRoot(), folder), { recursive: true })).map((file) => join(folder, file)),
    ),
  );
  const sources = files.flat().filter((file) => file.endsWith('.ts'));
  return (await Promise.all(sources.map(textOf))).join('\n');
};

describe('a newcomer reads it in minutes', () => {
  it.each([
    { name: 'README.md', lines: 150, kilobytes: 10 },
    { name: 'ARCHITECTURE.md', lines: 150, kilobytes: 8 },
  ])('$name has at most $lines lines and $kilobytes KB', ({ name, lines, kilobytes }) => {
    expect(page(name).split('\n').length).toBeLessThanOrEqual(lines + 1);
    expect(Buffer.byteLength(page(name))).toBeLessThanOrEqual(kilobytes * 1024);
  });

  it('every page is named by README.md or ARCHITECTURE.md', () => {
    const linked = [...linksOf(page('README.md')), ...linksOf(page('ARCHITECTURE.md'))];
    expect(guides.filter((guide) => !linked.includes(guide))).toEqual([]);
  });

  it.each(guides.filter((guide) => headingsOf(page(guide)).filter(({ depth }) => depth === 2).length > 2))(
    '%s has a table of contents',
    (guide) => {
      const sections = anchorsOf(page(guide)).filter((_, at) => headingsOf(page(guide))[at]?.depth === 2);
      expect(sections.filter((anchor) => !linksOf(page(guide)).includes(`#${anchor}`))).toEqual([]);
    },
  );
});

describe('links', () => {
  it.each([...all.keys()])('of %s lead to files and headings that exist', (name) => {
    const broken = linksOf(page(name)).filter((link) => {
      if (/^https?:/.test(link)) return false;
      const [path = '', anchor] = link.split('#');
      const target = path === '' ? name : normalize(join(dirname(name), path));
      if (!existsSync(join(projectRoot(), target))) return true;
      return anchor !== undefined && !anchorsOf(page(target)).includes(anchor);
    });
    expect(broken).toEqual([]);
  });
});

const program = await createProgram();

describe('commands within sentences', () => {
  const everyCommand = (command: Command): Command[] => [command, ...command.commands.flatMap(everyCommand)];
  const flagsOf = (command: Command): string[] =>
    command.options.flatMap(({ long, short }) => [long, short].filter((flag) => flag != null));
  const everyFlag = new Set(['--help', ...everyCommand(program).flatMap(flagsOf)]);
  const spans = guides.concat('README.md').flatMap((name) => codeSpansOf(page(name)).map((code) => ({ name, code })));

  it('of ringonce exist, with the options that are named', () => {
    const wrong = spans.filter(({ code }) => {
      if (!/^ringonce( |$)/.test(code)) return false;
      let command: Command = program;
      const [, ...words] = code.split(/ +/);
      for (const word of words) command = command.commands.find((sub) => sub.name() === word) ?? command;
      const isKnown = words.length === 0 || words[0] === '…' || words[0]?.startsWith('-') || command !== program;
      const flags = [...code.matchAll(/--[a-z][a-z-]+/g)].map(([flag]) => flag);
      return !isKnown || flags.some((flag) => !flagsOf(command).concat('--help', '--version').includes(flag));
    });
    expect(wrong).toEqual([]);
  });

  /** Of other programs. */
  const others = [
    '--ui-codec-endpoint',
    '--codec-endpoint',
    '--codec-auth',
    '--restore-original-options',
    '--workflow-id',
    '--activity-id',
    '--raise',
    '--static',
    '--only',
  ];
  it('name no option that no command has', () => {
    const wrong = spans.filter(
      ({ code }) =>
        !/^(npm|npx|temporal) /.test(code) &&
        [...code.matchAll(/(?<![\w-])--[a-z][a-z-]+/g)].some(
          ([flag]) => !everyFlag.has(flag) && !others.includes(flag),
        ),
    );
    expect(wrong).toEqual([]);
  });

  it('of npm are scripts of package.json', async () => {
    const { scripts } = JSON.parse(await textOf('package.json')) as { scripts: Record<string, string> };
    const named = [...all.values()].flatMap((text) => [...text.matchAll(/npm run ([\w:-]+)/g)].map(([, name]) => name));
    expect([...new Set(named)].filter((name) => name !== undefined && !(name in scripts))).toEqual([]);
  });
});

describe('docs/errors.md', () => {
  const errors = page('docs/errors.md');
  const titles = headingsOf(errors)
    .filter(({ depth }) => depth === 3)
    .map(({ title }) => title);
  const isCode = (title: string) => /^[A-Z_]+$/.test(title);

  it('has an anchor for every error code, and no other', async () => {
    const codes = [...(await sourcesOf('src')).matchAll(/readonly code = '([A-Z_]+)'/g)].map(([, code = '']) => code);
    expect(titles.filter(isCode).sort()).toEqual(codes.sort());
  });

  it('is what an error names for help', () => {
    for (const code of titles.filter(isCode)) {
      class AnError extends RingonceError {
        readonly code = code;
      }
      const [path, anchor = ''] = new AnError().help.split('#');
      expect([path, anchorsOf(errors)]).toEqual(['docs/errors.md', expect.arrayContaining([anchor])]);
    }
  });

  it('has the classes of the client with their codes', async () => {
    const files = [
      ...['src/contract/errors.ts', 'src/contract/started.ts', 'src/temporal/errors.ts', 'src/client/errors.ts'],
      'src/batch/start-batch.ts',
    ];
    const source = (await Promise.all(files.map(textOf))).join('\n');
    const classes = [...source.matchAll(/class (\w+) extends RingonceError[\s\S]*?readonly code = '(\w+)'/g)];
    const table = tableOf(errors, 'code').map(([code = '', name = '']) => [codeSpansOf(code)[0], codeSpansOf(name)[0]]);
    expect(table.sort()).toEqual(classes.map(([, name, code]) => [code, name]).sort());
  });

  it('has an anchor for every failure type', async () => {
    const source = await sourcesOf('activities', 'workflows', 'src/lines', 'src/connect', 'src/worker');
    const others = [...source.matchAll(/type: '([A-Z][a-z]\w+)'|notStoppedYet\('(\w+)'/g)].map(
      ([, a, b]) => a ?? b ?? '',
    );
    const types = new Set<string>([...Object.values(failureTypes), ...others]);
    expect([...types].filter((type) => !titles.includes(type))).toEqual([]);
    const sections = ['Any other AWS error name', 'Credentials, signature or clock of the worker'];
    const known = (title: string) => types.has(title) || title.endsWith('Exception') || isCode(title);
    expect(titles.filter((title) => !known(title))).toEqual(sections);
  });

  it('has the errors that are the worker’s own', async () => {
    const own = [...(await textOf('src/connect/remedies.ts')).matchAll(/^ {2}([A-Z]\w+): \w/gm)].map(
      ([, name]) => name,
    );
    expect(own.length).toBeGreaterThan(10);
    expect(own.filter((name) => name !== undefined && !codeSpansOf(errors).includes(name))).toEqual([]);
  });

  it('says of a refusal what the failure says', async () => {
    const own = [...(await textOf('src/connect/remedies.ts')).matchAll(/^ {2}(\w+Exception):/gm)].map(
      ([, name]) => name,
    );
    expect(titles.filter((title) => title.endsWith('Exception')).sort()).toEqual(own.sort());
    const text = errors.replaceAll(/\s+/g, ' ');
    for (const name of [...own, 'Other']) expect(text).toContain(remedyOf(name ?? ''));
  });
});

describe('docs/starting-calls.md', () => {
  const text = page('docs/starting-calls.md');
  const methodsOf = (type: { readonly prototype: object }): string[] =>
    Object.getOwnPropertyNames(type.prototype).filter((name) => name !== 'constructor');
  const documented = (firstColumn: string) => namesOf(text, firstColumn).map((code) => code.replace(/\(.*/, ''));

  it.each([
    { table: '`RingonceClient`', members: [...methodsOf(RingonceClient), 'schedules', 'lines'] },
    { table: '`Call`', members: methodsOf(Call) },
    { table: '`FollowUp`', members: methodsOf(FollowUp) },
    { table: '`client.schedules`', members: methodsOf(Schedules) },
    { table: '`client.lines`', members: methodsOf(Lines) },
  ])('has every method of $table', ({ table, members }) => {
    expect(documented(table).sort()).toEqual(members.sort());
  });

  it.each([
    { schema: 'call-options', name: 'docs/starting-calls.md', table: 'option' },
    { schema: 'follow-up-plan', name: 'docs/follow-ups.md', table: 'member' },
  ])('$name has every member of $schema', ({ schema, name, table }) => {
    const { properties } = schemaOf(schema) as { properties: object };
    expect(namesOf(page(name), table).sort()).toEqual(Object.keys(properties).sort());
  });

  it('has the states of a start', () => {
    const states = { started: 1, 'in-progress': 1, finished: 1 } satisfies Record<CallState, 1>;
    expect(namesOf(text, '`call.state`')).toEqual(Object.keys(states));
  });
});

describe('tables that repeat code', () => {
  it('the presets’ hours', () => {
    const rows = tableOf(page('docs/right-time.md'), 'preset');
    expect(rows.map(([name = '']) => codeSpansOf(name)[0]).sort()).toEqual([...presetNames].sort());
    for (const [cell = '', weekdays, saturday, sunday] of rows) {
      const { weekly } = presets[codeSpansOf(cell)[0] as keyof typeof presets];
      const told = (hours: readonly string[] | null | undefined) => hours?.join().replace('-', '–') || 'closed';
      for (const day of ['monday', 'tuesday', 'wednesday', 'thursday', 'friday'] as const)
        expect([cell, day, weekdays]).toEqual([cell, day, told(weekly[day])]);
      expect([cell, saturday, sunday]).toEqual([cell, told(weekly.saturday), told(weekly.sunday)]);
    }
  });

  it('what follows an outcome', () => {
    const { onOutcome, goal, maxAttempts } = resolvePlan({});
    const rows = tableOf(page('docs/follow-ups.md'), 'outcome');
    const units: Record<string, number> = { min: 60_000, h: 3_600_000 };
    for (const outcome of followableOutcomes) {
      const [, due = '', atMost] = rows.find(([first = '']) => codeSpansOf(first).includes(outcome)) ?? [];
      const waits = [...due.matchAll(/(\d+) (min|h)/g)].map(
        ([, number, unit = '']) => Number(number) * (units[unit] ?? 0),
      );
      const reaction = onOutcome[outcome];
      const most = { '–': Infinity, 'once more': 1 }[atMost ?? ''] ?? 0;
      expect([outcome, waits, most]).toEqual([outcome, reaction.atMost === 0 ? [] : reaction.waitsMs, reaction.atMost]);
    }
    const defaults = new Map(tableOf(page('docs/follow-ups.md'), 'member').map(([name, value]) => [name, value]));
    expect([defaults.get('`maxAttempts`'), defaults.get('`goal`')]).toEqual([
      String(maxAttempts),
      `\`${JSON.stringify(goal)}\``,
    ]);
  });

  it('how a follow-up ends', () => {
    const endings = {
      goal: 1,
      'attempts-used': 1,
      'no-further-attempt': 1,
      expired: 1,
      cancelled: 1,
    } satisfies Record<FollowUpEnding, 1>;
    expect(namesOf(page('docs/follow-ups.md'), '`ended`')).toEqual(Object.keys(endings));
  });

  it('the result of a batch’s row', () => {
    const verdicts = {
      started: 1,
      'in-progress': 1,
      finished: 1,
      conflict: 1,
      invalid: 1,
      failed: 1,
    } satisfies Record<BatchVerdict['verdict'], 1>;
    expect(namesOf(page('docs/batches.md'), 'verdict')).toEqual(Object.keys(verdicts));
  });

  it('search attributes, phases, reasons of a wait', () => {
    expect(namesOf(page('docs/operating.md'), 'search attribute')).toEqual(Object.keys(searchAttributes));
    const phases = {
      WAITING: 1,
      DIALLING: 1,
      FOLLOWING: 1,
      IN_DOUBT: 1,
      ENDED: 1,
      FAILED: 1,
    } satisfies Record<CallPhase, 1>;
    const reasons = {
      NOT_BEFORE: 1,
      CALLING_HOURS: 1,
      CLOSED_DATE: 1,
      HOLIDAY: 1,
      BETWEEN_ATTEMPTS: 1,
      PAUSED: 1,
    } satisfies Record<Exclude<HoldReason, 'NO_LINE'>, 1>;
    const shows = (name: string, words: object) =>
      Object.keys(words).filter((word) => !codeSpansOf(page(name)).includes(word));
    expect(shows('docs/other-languages.md', phases)).toEqual([]);
    expect(shows('docs/right-time.md', reasons)).toEqual([]);
  });

  it('messages of calls and follow-ups', () => {
    const messages = [
      ...namesOf(page('docs/other-languages.md'), 'message'),
      ...namesOf(page('docs/follow-ups.md'), 'update'),
    ];
    // `resize` is between our client and the workflow of an instance's lines.
    const { resize, ...ours } = { ...queryNames, ...updateNames };
    expect(Object.values(ours).filter((name) => !messages.includes(name))).toEqual([]);
    expect(messages).not.toContain(resize);
  });

  it('answers to a dial', () => {
    const rows = tableOf(page('docs/internals/dialling.md'), 'answer').map(([, kind]) => kind?.replace(' ', '-'));
    expect(rows).toEqual(answerTable.map(({ kind }) => kind));
    const seconds = (ms: number) => (ms < 120_000 ? `${ms / 1000} s` : `${ms / 60_000} min`);
    const waits = tableOf(page('docs/internals/dialling.md'), 'answer').map(([, kind, wait]) =>
      kind === 'refused' ? undefined : wait,
    );
    expect(waits).toEqual(
      answerTable.map(({ kind, backoff: { firstMs, maxMs } }) =>
        kind === 'refused' ? undefined : `${seconds(firstMs)} … ${seconds(maxMs)}`,
      ),
    );
  });

  it('exports of the package', async () => {
    const { exports } = JSON.parse(await textOf('package.json')) as { exports: object };
    const imports = Object.keys(exports).map((name) => name.replace('.', 'ringonce'));
    expect(namesOf(page('docs/getting-started.md'), 'import')).toEqual(imports);
  });
});

it('files that the architecture names exist', () => {
  const text = page('ARCHITECTURE.md');
  const paths = codeSpansOf(text).filter((code) =>
    /^(src|workflows|activities|bench|test|tools|findings)(\/|$)/.test(code),
  );
  expect(paths.length).toBeGreaterThan(20);
  expect(paths.filter((path) => !existsSync(join(projectRoot(), path)))).toEqual([]);
});
