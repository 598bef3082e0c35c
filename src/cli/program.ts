// The program: its commands, and how it runs one.

import { Command } from 'commander';
import { startOutboundVoiceContactName } from './errors.js';
import { refuseEmptyValues } from './refuse-empty.js';
import { note } from './terminal.js';
import type { Typed } from './typed.js';

/** Each command's file is loaded when it is needed: all of them take several times as long as a command alone. */
const commands: Readonly<Record<string, () => Promise<Command>>> = {
  [startOutboundVoiceContactName]: async () =>
    (await import('./commands/start-outbound-voice-contact.js')).startOutboundVoiceContactCommand(),
  'follow-up': async () => (await import('./commands/follow-up.js')).followUpCommand(),
  'start-batch': async () => (await import('./commands/start-batch.js')).startBatchCommand(),
  preview: async () => (await import('./commands/preview.js')).previewCommand(),
  show: async () => (await import('./commands/show.js')).showCommand(),
  list: async () => (await import('./commands/list.js')).listCommand(),
  lines: async () => (await import('./commands/lines.js')).linesCommand(),
  reschedule: async () => (await import('./commands/reschedule.js')).rescheduleCommand(),
  'call-now': async () => (await import('./commands/steer-follow-up.js')).callNowCommand(),
  pause: async () => (await import('./commands/steer-follow-up.js')).pauseCommand(),
  resume: async () => (await import('./commands/steer-follow-up.js')).resumeCommand(),
  cancel: async () => (await import('./commands/cancel.js')).cancelCommand(),
  schedule: async () => (await import('./commands/schedule.js')).scheduleCommand(),
  rates: async () => (await import('./commands/rates.js')).ratesCommand(),
  worker: async () => (await import('./commands/worker.js')).workerCommand(),
  events: async () => (await import('./commands/events.js')).eventsCommand(),
  'codec-server': async () => (await import('./commands/codec-server.js')).codecServerCommand(),
  gateway: async () => (await import('./commands/gateway.js')).gatewayCommand(),
  board: async () => (await import('./commands/board.js')).boardCommand(),
  setup: async () => (await import('./commands/setup.js')).setupCommand(),
  doctor: async () => (await import('./commands/doctor.js')).doctorCommand(),
  simulator: async () => (await import('./commands/simulator.js')).simulatorCommand(),
  dev: async () => (await import('./commands/dev.js')).devCommand(),
};

/** Runs one command line; answers with its exit code. Every error ends here: a message on stderr, and the stack if asked for. */
export async function run(args: readonly string[]): Promise<number> {
  let typed: Typed | undefined;
  try {
    const { typedOf } = await import('./typed.js');
    const [name, words] = commandIn(args);
    const program = await createProgram(name === undefined ? undefined : [name]);
    program.hook('preAction', (_, command) => {
      typed = typedOf(command);
    });
    const isAsAwsCli = name === startOutboundVoiceContactName;
    const command = isAsAwsCli ? program.commands[0] : undefined;
    await (command?.parseAsync(words, { from: 'user' }) ?? program.parseAsync(args, { from: 'user' }));
    return 0;
  } catch (error) {
    const [{ exitCodeOf }, { reportOf }] = await Promise.all([import('./exit-codes.js'), import('./messages.js')]);
    const report = reportOf(error, typed);
    if (report !== undefined) note(report);
    if (isVerbose(args)) console.error(error);
    return exitCodeOf(error, commandIn(args)[0] ?? args.find((arg) => !arg.startsWith('-')));
  }
}

const isVerbose = (args: readonly string[]): boolean =>
  args.includes('--verbose') ||
  args.includes('--debug') ||
  !['', '0', undefined].includes(process.env['RINGONCE_DEBUG']);

/**
 * The command, and its words. As in `aws --region us-west-2 connect start-outbound-voice-contact`, the AWS CLI's options of all commands
 * and `connect` may stand before it: a script changes one word.
 */
function commandIn(args: readonly string[]): [string | undefined, string[]] {
  const at = args.indexOf(startOutboundVoiceContactName);
  const before = args.slice(0, Math.max(0, args[at - 1] === 'connect' ? at - 1 : at));
  const isFirst = at >= 0 && (before.length === 0 || before[0]?.startsWith('-') === true);
  if (isFirst) return [startOutboundVoiceContactName, [...before, ...args.slice(at + 1)]];
  const [name = ''] = args;
  const needsAll = !Object.hasOwn(commands, name) || args.includes('-V') || args.includes('--version');
  return [needsAll ? undefined : name, [...args]];
}

/**
 * Made anew for each run: commander keeps the values of the last one in its commands.
 * @param names the commands that are needed; default: all
 */
export async function createProgram(names: readonly string[] = Object.keys(commands)): Promise<Command> {
  const program = new Command('ringonce')
    .description('Durable outbound calls for Amazon Connect on Temporal: each call rings once, whatever crashes')
    .addHelpText('after', settingsHelp);
  if (names.length > 1) {
    const { versionInWords } = await import('./version.js');
    program.version(versionInWords(), '-V, --version');
  }
  const made = await Promise.all(names.flatMap((name) => commands[name] ?? []).map((load) => load()));
  for (const command of made) program.addCommand(command);
  for (const command of made.flatMap((command) => (command.commands.length === 0 ? [command] : command.commands)))
    command.option('--verbose', 'on an error, also print the stack and its causes (or set RINGONCE_DEBUG=1)');
  // Errors are thrown, and no command exits by itself: one place knows messages and exit codes.
  for (const command of [program, ...made, ...made.flatMap(({ commands }) => commands)]) {
    command.exitOverride().showSuggestionAfterError();
    if (command.name() !== startOutboundVoiceContactName) refuseEmptyValues(command);
  }
  if (names.length > 1) (await import('./completion.js')).withCompletion(program);
  return program;
}

const settingsHelp = `
Settings come from the environment variables and profiles of Temporal (TEMPORAL_ADDRESS, TEMPORAL_NAMESPACE, …) and, for worker
and events, of AWS (AWS_REGION, AWS_PROFILE, AWS_ENDPOINT_URL_CONNECT, …). RINGONCE_ENCRYPTION_KEYS, or the file that
RINGONCE_ENCRYPTION_KEYS_FILE names, holds the keys that payloads are encrypted with.

Exit codes: 0 ok, 1 failed, 2 wrong usage, 130 interrupted, 141 nobody reads the output any more.
Those of start-outbound-voice-contact are AWS CLI v2's: see its help.`;
