import { Command } from 'commander';
import { connectRingonce, FollowUp, type CancelledCall } from '../../client/index.js';
import { whyNoAnswer } from '../../client/why-no-answer.js';
import { outsideEndInWords } from '../../temporal/outside-end.js';
import { UnsettledError, UsageError } from '../errors.js';
import { print } from '../print.js';
import { connectionSettingsOf, withTemporalOptions, type TemporalOptions } from '../temporal-options.js';

export function cancelCommand(): Command {
  return withTemporalOptions(
    new Command('cancel')
      .description(
        'Cancel a call: not dialled, nothing rings; ringing, it is stopped; a conversation is left to end. Of a follow-up: no further attempt',
      )
      .argument('<id>', 'workflow ID'),
  )
    .option('--hang-up', 'end the conversation too, if there is one', false)
    .option('--leave-call', 'of a follow-up: let the attempt under way go on to its outcome', false)
    .option('--json', 'as JSON', false)
    .addHelpText(
      'after',
      '\nExit codes: 0 cancelled, or it had ended; 1 no such call, or not known in time what came of it; 2 wrong usage',
    )
    .action(async (id: string, options: CancelOptions) => {
      if (options.hangUp && options.leaveCall) throw new UsageError('give --hang-up or --leave-call, not both');
      await using ringonce = await connectRingonce(connectionSettingsOf(options));
      const found = await ringonce.callOrFollowUp(id);
      if (found instanceof FollowUp) {
        await cancelFollowUp(found, options);
        return;
      }
      if (options.leaveCall) throw new UsageError('--leave-call is for follow-ups');
      const cancelled = await found.cancel({ hangUp: options.hangUp });
      const isUnheard = cancelled.is === 'requested' && cancelled.now === undefined;
      const why = isUnheard ? `. ${await whyNoAnswer(ringonce.client, id)}` : '';
      const words = `${inWords(id, cancelled)}${why}`;
      if (options.json) print(JSON.stringify({ workflowId: id, ...cancelled }, undefined, 2));
      if (cancelled.is === 'requested' || cancelled.is === 'not-stopped') throw new UnsettledError(words);
      if (!options.json) print(words);
    });
}

interface CancelOptions extends TemporalOptions {
  readonly hangUp: boolean;
  readonly leaveCall: boolean;
  readonly json: boolean;
}

async function cancelFollowUp(followUp: FollowUp, { hangUp, leaveCall, json }: CancelOptions): Promise<void> {
  const callInProgress = hangUp ? 'hang-up' : leaveCall ? 'leave' : 'stop';
  const view = await followUp.cancel({ callInProgress });
  const { workflowId } = followUp;
  const attempt = view.phase === 'CALLING' ? `; attempt ${workflowId}.${view.attempt} is under way` : '';
  print(
    json
      ? JSON.stringify({ workflowId, ...view }, undefined, 2)
      : `${workflowId}: no further attempt${attempt}; ${view.phase}`,
  );
}

export function inWords(id: string, cancelled: CancelledCall): string {
  const { was, outcome, outsideEnd } = cancelled;
  const before = was === undefined ? '' : ` was ${was}`;
  if (outsideEnd !== undefined)
    return `${id}${before}: it ${outsideEndInWords(outsideEnd)}; nobody follows or stops its contact any more: ringonce show ${id} tells what it has left behind`;
  const end = outcome === undefined ? '' : `; outcome ${outcome}`;
  return `${id}${before}: ${cancelled.is === 'requested' ? requested(id, cancelled) : sentences[cancelled.is]}${end}`;
}

function requested(id: string, { now }: CancelledCall): string {
  const sentence = 'the cancellation is requested';
  if (now === undefined) return `${sentence}; no worker has told yet what came of it`;
  if (now === 'IN_DOUBT')
    return `${sentence}; its contact is stopped if a contact event brings it, else the call ends as UNKNOWN`;
  return `${sentence}; nothing has come of it yet: ringonce show ${id} tells`;
}

const sentences: Readonly<Record<Exclude<CancelledCall['is'], 'requested'>, string>> = {
  'not-dialled': 'cancelled, nothing rang',
  stopped: 'cancelled, Amazon Connect was asked to stop the contact',
  'left-to-end': 'somebody is on the line, the conversation is left to end (--hang-up ends it)',
  'too-late': 'it had ended already',
  'not-stopped': 'cancelled, but the contact could not be stopped: ringonce show says why',
};
