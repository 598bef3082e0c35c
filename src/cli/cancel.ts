import { Command } from 'commander';
import { connectRingonce, type CancelledCall } from '../client/index.js';
import { UnsettledError } from './errors.js';
import { print } from './print.js';
import { connectionSettingsOf, withTemporalOptions, type TemporalOptions } from './temporal-options.js';

export function cancelCommand(): Command {
  return withTemporalOptions(
    new Command('cancel')
      .description('Cancel a call: not dialled, nothing rings; ringing, it is stopped; a conversation is left to end')
      .argument('<id>', 'workflow ID of the call'),
  )
    .option('--hang-up', 'end the conversation too, if there is one', false)
    .option('--json', 'as JSON', false)
    .addHelpText(
      'after',
      '\nExit codes: 0 cancelled, or it had ended; 1 no such call, or not known in time what came of it; 2 wrong usage',
    )
    .action(async (id: string, options: TemporalOptions & { readonly hangUp: boolean; readonly json: boolean }) => {
      await using ringonce = await connectRingonce(connectionSettingsOf(options));
      const cancelled = await ringonce.call(id).cancel({ hangUp: options.hangUp });
      const words = inWords(id, cancelled);
      if (options.json) print(JSON.stringify({ workflowId: id, ...cancelled }, undefined, 2));
      if (cancelled.is === 'requested' || cancelled.is === 'not-stopped') throw new UnsettledError(words);
      if (!options.json) print(words);
    });
}

function inWords(id: string, { was, is, outcome }: CancelledCall): string {
  const before = was === undefined ? '' : ` was ${was}`;
  const end = outcome === undefined ? '' : `; outcome ${outcome}`;
  return `${id}${before}: ${sentences[is]}${end}`;
}

const sentences: Readonly<Record<CancelledCall['is'], string>> = {
  'not-dialled': 'cancelled, nothing rang',
  stopped: 'cancelled, Amazon Connect was asked to stop the contact',
  'left-to-end': 'somebody is on the line, the conversation is left to end (--hang-up ends it)',
  'too-late': 'it had ended already',
  'not-stopped': 'cancelled, but the contact could not be stopped: `ringonce show` says why',
  requested: 'the cancellation is requested; no worker has told yet what came of it',
};
