import { Command } from 'commander';
import { createCommand } from './schedule-create.js';
import { listCommand } from './schedule-list.js';
import { showCommand } from './schedule-show.js';
import { deleteCommand, pauseCommand, resumeCommand, triggerCommand } from './schedule-state.js';

export function scheduleCommand(): Command {
  const command = new Command('schedule').description(
    'Recurring calls and follow-ups, on Temporal Schedules: each run is a call of its own, ID-2026-11-24T09:00:00Z',
  );
  const commands = [
    createCommand(),
    listCommand(),
    showCommand(),
    pauseCommand(),
    resumeCommand(),
    triggerCommand(),
    deleteCommand(),
  ];
  for (const subcommand of commands) command.addCommand(subcommand);
  return command;
}
