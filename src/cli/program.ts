// The program: its commands, and how it runs one.

import { Command } from 'commander';
import { dataInWords, olderThanRuntime } from '../admission/data-versions.js';
import { packageVersion } from '../worker/prebuilt-bundle.js';
import { cancelCommand } from './commands/cancel.js';
import { codecServerCommand } from './commands/codec-server.js';
import { devCommand } from './commands/dev.js';
import { eventsCommand } from './commands/events.js';
import { followUpCommand } from './commands/follow-up.js';
import { gatewayCommand } from './commands/gateway.js';
import { linesCommand } from './commands/lines.js';
import { listCommand } from './commands/list.js';
import { previewCommand } from './commands/preview.js';
import { ratesCommand } from './commands/rates.js';
import { rescheduleCommand } from './commands/reschedule.js';
import { scheduleCommand } from './commands/schedule.js';
import { setupCommand } from './commands/setup.js';
import { showCommand } from './commands/show.js';
import { simulatorCommand } from './commands/simulator.js';
import { startBatchCommand } from './commands/start-batch.js';
import { startOutboundVoiceContactCommand } from './commands/start-outbound-voice-contact.js';
import { callNowCommand, pauseCommand, resumeCommand } from './commands/steer-follow-up.js';
import { workerCommand } from './commands/worker.js';
import { exitCodeOf } from './errors.js';
import { reportOf } from './messages.js';
import { refuseEmptyValues } from './refuse-empty.js';
import { note } from './terminal.js';
import { typedOf, type Typed } from './typed.js';

/** Runs one command line; answers with its exit code. Every error ends here: a message on stderr, and the stack if asked for. */
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
    const report = reportOf(error, typed);
    if (report !== undefined) note(report);
    if (isVerbose(args)) console.error(error);
    const command = args.find((arg) => !arg.startsWith('-'));
    return exitCodeOf(error, command);
  }
}

const isVerbose = (args: readonly string[]): boolean =>
  args.includes('--verbose') || !['', '0', undefined].includes(process.env['RINGONCE_DEBUG']);

/** Made anew for each run: commander keeps the values of the last one in its commands. */
export function createProgram(): Command {
  const program = new Command('ringonce')
    .description('Durable outbound calls for Amazon Connect on Temporal: each call rings once, whatever crashes')
    .version(versionInWords(), '-V, --version')
    .addHelpText('after', settingsHelp);
  const commands = [
    startOutboundVoiceContactCommand(),
    followUpCommand(),
    startBatchCommand(),
    previewCommand(),
    showCommand(),
    listCommand(),
    linesCommand(),
    rescheduleCommand(),
    callNowCommand(),
    pauseCommand(),
    resumeCommand(),
    cancelCommand(),
    scheduleCommand(),
    ratesCommand(),
    workerCommand(),
    eventsCommand(),
    codecServerCommand(),
    gatewayCommand(),
    setupCommand(),
    simulatorCommand(),
    devCommand(),
  ];
  for (const command of commands) program.addCommand(command);
  for (const command of commands.flatMap((command) => (command.commands.length === 0 ? [command] : command.commands)))
    command.option('--verbose', 'on an error, also print the stack and its causes (or set RINGONCE_DEBUG=1)');
  // Errors are thrown, and no command exits by itself: one place knows messages and exit codes.
  for (const command of [program, ...commands, ...commands.flatMap(({ commands }) => commands)])
    refuseEmptyValues(command.exitOverride().showSuggestionAfterError());
  return program;
}

const settingsHelp = `
Settings come from the environment variables and profiles of Temporal (TEMPORAL_ADDRESS, TEMPORAL_NAMESPACE, …) and, for worker
and events, of AWS (AWS_REGION, AWS_PROFILE, AWS_ENDPOINT_URL_CONNECT, …). RINGONCE_ENCRYPTION_KEYS, or the file that
RINGONCE_ENCRYPTION_KEYS_FILE names, holds the keys that payloads are encrypted with.

Exit codes: 0 ok, 1 failed, 2 wrong usage, 130 interrupted. Those of start-outbound-voice-contact are AWS CLI v2's: see its help.`;

/** The first line is the version alone, for programs. */
function versionInWords(): string {
  const warning = olderThanRuntime();
  return [packageVersion(), dataInWords, ...(warning === undefined ? [] : [warning])].join('\n');
}
