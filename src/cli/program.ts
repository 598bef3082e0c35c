import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { dataInWords, olderThanRuntime } from '../admission/data-versions.js';
import { projectRoot } from '../dev/project-root.js';
import { cancelCommand } from './commands/cancel.js';
import { devCommand } from './commands/dev.js';
import { eventsCommand } from './commands/events.js';
import { followUpCommand } from './commands/follow-up.js';
import { linesCommand } from './commands/lines.js';
import { listCommand } from './commands/list.js';
import { paceCommand } from './commands/pace.js';
import { previewCommand } from './commands/preview.js';
import { refuseEmptyValues } from './refuse-empty.js';
import { rescheduleCommand } from './commands/reschedule.js';
import { scheduleCommand } from './commands/schedule.js';
import { setupCommand } from './commands/setup.js';
import { showCommand } from './commands/show.js';
import { simulatorCommand } from './commands/simulator.js';
import { startBatchCommand } from './commands/start-batch.js';
import { startOutboundVoiceContactCommand } from './commands/start-outbound-voice-contact.js';
import { callNowCommand, pauseCommand, resumeCommand } from './commands/steer-follow-up.js';
import { workerCommand } from './commands/worker.js';

/** Commands are made anew for each run: commander keeps the values of the last one in them. */
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
    paceCommand(),
    workerCommand(),
    eventsCommand(),
    setupCommand(),
    simulatorCommand(),
    devCommand(),
  ];
  for (const command of commands) program.addCommand(command);
  for (const command of commands.flatMap((command) => (command.commands.length === 0 ? [command] : command.commands)))
    command.option('--verbose', 'on an error, print the stack and its causes too (also: RINGONCE_DEBUG=1)');
  // Errors are thrown, not exited with: one place knows messages and exit codes.
  for (const command of [program, ...commands, ...commands.flatMap(({ commands }) => commands)])
    refuseEmptyValues(command.exitOverride().showSuggestionAfterError());
  return program;
}

const settingsHelp = `
Temporal's settings come from its own environment variables and profiles (TEMPORAL_ADDRESS, TEMPORAL_NAMESPACE, …),
those of the AWS clients of worker and events from AWS's (AWS_REGION, AWS_PROFILE, AWS_ENDPOINT_URL_CONNECT, …).

Exit codes: 0 ok, 1 failed, 2 wrong usage, 130 interrupted; start-outbound-voice-contact: those of AWS CLI v2, see its help.`;

/** The first line is the version alone, for programs. */
function versionInWords(): string {
  const warning = olderThanRuntime();
  return [packageVersion(), dataInWords, ...(warning === undefined ? [] : [warning])].join('\n');
}

function packageVersion(): string {
  const { version } = JSON.parse(readFileSync(join(projectRoot(), 'package.json'), 'utf8')) as { version: string };
  return version;
}
