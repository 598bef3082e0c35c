import { Command } from 'commander';
import type { FollowUp, FollowUpView } from '../../client/index.js';
import { standingInWords } from '../call-in-words.js';
import { ringonceOf, withTemporalOptions, type TemporalOptions } from '../temporal-options.js';
import { print } from '../terminal.js';

export const pauseCommand = (): Command =>
  steerCommand(
    'pause',
    'Pause a follow-up: no attempt begins until it is resumed. An attempt in progress goes on',
    (followUp) => followUp.pause(),
  );

export const resumeCommand = (): Command =>
  steerCommand('resume', 'Resume a paused follow-up', (followUp) => followUp.resume());

export const callNowCommand = (): Command =>
  steerCommand(
    'call-now',
    "Make a follow-up's next attempt now, within its calling hours",
    (followUp, { ignoreCallingHours }) => followUp.callNow({ ignoreCallingHours: ignoreCallingHours === true }),
  ).option('--ignore-calling-hours', 'dial also outside the calling hours', false);

interface SteerOptions extends TemporalOptions {
  readonly ignoreCallingHours?: boolean;
}

type Steer = (followUp: FollowUp, options: SteerOptions) => Promise<FollowUpView>;

function steerCommand(name: string, description: string, steer: Steer): Command {
  return withTemporalOptions(
    new Command(name).description(description).argument('<id>', 'workflow ID of the follow-up'),
  )
    .addHelpText('after', '\nExit codes: 0 done, 1 not possible now, no such follow-up or no worker, 2 wrong usage')
    .action(async (id: string, options: SteerOptions) => {
      await using ringonce = await ringonceOf(options);
      const { phase, attempt, hold, isPaused } = await steer(ringonce.followUpOf(id), options);
      const paused =
        isPaused === true && phase === 'CALLING'
          ? '; paused: this attempt goes on, and no other begins until it is resumed'
          : '';
      print(`${id}: attempt ${attempt}, ${standingInWords(phase, hold)}${paused}`);
    });
}
