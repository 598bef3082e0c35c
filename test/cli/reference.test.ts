import { join } from 'node:path';
import type { Command, Option } from 'commander';
import { format } from 'prettier';
import { expect, it } from 'vitest';
import { createProgram } from '../../src/cli/program.js';
import { projectRoot } from '../../src/dev/project-root.js';

/** The page is made from the commands: `npx vitest run test/cli/reference.test.ts -u` writes it anew. */
it('docs/cli.md is what the commands say', async () => {
  const program = await createProgram();
  const page = await format(reference(program), { parser: 'markdown', printWidth: 120 });

  await expect(page).toMatchFileSnapshot(join(projectRoot(), 'docs', 'cli.md'));
});

function reference(program: Command): string {
  const commands = program.commands.flatMap((command) =>
    command.commands.length === 0 ? [command] : [command, ...command.commands],
  );
  const shared = sharedOptions(commands);
  return [
    '# Command line',
    '',
    '<!-- Made from the commands by test/cli/reference.test.ts. -->',
    '',
    program.description() + '.',
    '',
    ...commands.map((command) => `- [${pathOf(command)}](#${anchorOf(command)})`),
    '- [Options of several commands](#options-of-several-commands)',
    '',
    ...afterHelp(program),
    ...commands.flatMap((command) => describeCommand(command, shared)),
    '## Options of several commands',
    '',
    ...[...shared.values()].map(described),
    '',
  ].join('\n');
}

const pathOf = (command: Command): string =>
  command.parent === null ? command.name() : `${pathOf(command.parent)} ${command.name()}`;
const anchorOf = (command: Command): string => pathOf(command).replaceAll(' ', '-');

const keyOf = ({ flags, description, defaultValue }: Option): string =>
  `${flags} ${description} ${JSON.stringify(defaultValue)}`;

function sharedOptions(commands: readonly Command[]): Map<string, Option> {
  const all = commands.flatMap((command) => command.options);
  return new Map(
    all
      .filter((option) => all.filter((other) => keyOf(other) === keyOf(option)).length > 1)
      .map((one) => [keyOf(one), one]),
  );
}

function describeCommand(command: Command, shared: ReadonlyMap<string, Option>): string[] {
  const shown = command.options.filter(({ hidden }) => !hidden);
  const own = shown.filter((option) => !shared.has(keyOf(option)));
  const others = shown.filter((option) => shared.has(keyOf(option)));
  const args = command.registeredArguments.map((argument) => {
    const shown = argument.required ? `<${argument.name()}>` : `[${argument.name()}]`;
    return `- \`${shown}\` ${text(argument.description)}`;
  });
  return [
    `## ${pathOf(command)}`,
    '',
    `${text(command.description())}.`,
    '',
    '```text',
    `${pathOf(command)} ${command.usage()}`,
    '```',
    '',
    ...args,
    ...own.map(described),
    ...(others.length === 0
      ? []
      : [`- of several commands: ${others.map(({ long }) => `\`${long ?? ''}\``).join(', ')}`]),
    '',
    ...afterHelp(command),
  ];
}

const described = ({ flags, description, defaultValue, defaultValueDescription, mandatory }: Option): string => {
  const isSaid = defaultValue === undefined || defaultValue === false;
  const standard = isSaid ? '' : ` (default: ${defaultValueDescription ?? JSON.stringify(defaultValue)})`;
  return `- \`${flags}\` ${text(description)}${standard}${mandatory ? ' (required)' : ''}`;
};

/** Placeholders such as <id> would be HTML. */
const text = (words: string): string => words.replaceAll(/<[\w.-]+>/g, (placeholder) => `\`${placeholder}\``);

/** Examples, notes and exit codes: what the help has behind its options. */
function afterHelp(command: Command): string[] {
  let help = '';
  command.configureOutput({ writeOut: (words) => (help += words), getOutHelpWidth: () => 120 }).outputHelp();
  const list = command.helpInformation();
  const after = help.slice(help.indexOf(list) + list.length).trim();
  return after === '' ? [] : ['```text', after, '```', ''];
}
