import type { Command } from 'commander';
import { createProgram } from '../../src/cli/program.js';

/** `ringonce` of a shell in which nothing may be done: reads a command line as the program does, options and arguments, and stops there. */
const program = await createProgram();
const all = (command: Command): Command[] => [command, ...command.commands.flatMap(all)];
for (const command of all(program)) if (command.commands.length === 0) command.action(() => undefined);
await program.parseAsync(process.argv.slice(2), { from: 'user' });
