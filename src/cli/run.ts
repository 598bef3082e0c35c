import { exitCodeOf } from './exit-codes.js';
import { note } from './print.js';
import { messageOf } from './messages.js';
import { createProgram } from './program.js';
import { typedOf, type Typed } from './typed.js';

/** Runs one command line; answers with its exit code. Whatever goes wrong ends here: a message on stderr, and the stack for who asks. */
export async function run(args: readonly string[]): Promise<number> {
  let typed: Typed | undefined;
  try {
    await createProgram()
      .hook('preAction', (_, command) => {
        typed = typedOf(command);
      })
      .parseAsync(args, { from: 'user' });
    return 0;
  } catch (error) {
    const message = messageOf(error, typed);
    if (message !== undefined) note(message);
    if (isVerbose(args)) console.error(error);
    return exitCodeOf(error, commandName(args));
  }
}

const commandName = (args: readonly string[]): string | undefined => args.find((arg) => !arg.startsWith('-'));

const isVerbose = (args: readonly string[]): boolean =>
  args.includes('--verbose') || !['', '0', undefined].includes(process.env['RINGONCE_DEBUG']);
