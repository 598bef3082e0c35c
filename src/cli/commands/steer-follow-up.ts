import { Command } from 'commander';
import { connectRingonce, type FollowUp, type FollowUpView } from '../../client/index.js';
import { holdInWords } from '../hold-in-words.js';
import { print } from '../print.js';
import { connectionSettingsOf, withTemporalOptions, type TemporalOptions } from '../temporal-options.js';

export const pauseCommand = (): Command =>
  steerCommand('pause', 'Hold a follow-up: no further attempt until resume; one under way goes on', (followUp) =>
    followUp.pause(),
  );

export const resumeCommand = (): Command =>
  steerCommand('resume', 'Let a paused follow-up go on', (followUp) => followUp.resume());

export const callNowCommand = (): Command =>
  steerCommand(
    'call-now',
    "Make a follow-up's next attempt now; calling hours hold",
    (followUp, { ignoreCallingHours }) => followUp.callNow({ ignoreCallingHours: ignoreCallingHours === true }),
  ).option('--ignore-calling-hours', 'dial although the hours are closed', false);

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
      await using ringonce = await connectRingonce(connectionSettingsOf(options));
      const { phase, attempt, hold, isPaused } = await steer(ringonce.followUpOf(id), options);
      const paused =
        isPaused === true && phase === 'CALLING'
          ? '; paused: it goes on, and no further attempt begins until resume'
          : '';
      print(`${id}: ${phase}, attempt ${attempt}${holdInWords(hold)}${paused}`);
    });
}
