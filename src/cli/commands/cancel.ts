import { Command } from 'commander';
import { FollowUp, type CancelledCall } from '../../client/index.js';
import { whyNoAnswer } from '../../client/why-no-answer.js';
import { outsideEndInWords } from '../../temporal/outside-end.js';
import { phaseInWords } from '../call-in-words.js';
import { UnsettledError, UsageError } from '../errors.js';
import { ringonceOf, withTemporalOptions, type TemporalOptions } from '../temporal-options.js';
import { print } from '../terminal.js';

export function cancelCommand(): Command {
  return withTemporalOptions(
    new Command('cancel')
      .description(
        'Cancel a call. Before its dial, nothing rings; while it rings, it is stopped; a conversation goes on. Of a follow-up, make no further attempt',
      )
      .argument('<id>', 'workflow ID'),
  )
    .option('--hang-up', 'end the conversation too, if there is one', false)
    .option('--leave-call', 'of a follow-up: let the attempt in progress go on to its end', false)
    .option('--json', 'as JSON', false)
    .addHelpText(
      'after',
      '\nExit codes: 0 cancelled, or it had ended; 1 no such call, or the result is not known yet; 2 wrong usage',
    )
    .action(async (id: string, options: CancelOptions) => {
      if (options.hangUp && options.leaveCall) throw new UsageError('--hang-up: leave it out, or --leave-call');
      await using ringonce = await ringonceOf(options);
      const found = await ringonce.callOrFollowUp(id);
      if (found instanceof FollowUp) {
        await cancelFollowUp(found, options);
        return;
      }
      if (options.leaveCall) throw new UsageError('--leave-call: is for follow-ups only');
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
  const attempt = view.phase === 'CALLING' ? `; attempt ${workflowId}.${view.attempt} is in progress` : '';
  print(
    json
      ? JSON.stringify({ workflowId, ...view }, undefined, 2)
      : `${workflowId}: ${phaseInWords[view.phase]}; no further attempt${attempt}`,
  );
}

export function inWords(id: string, cancelled: CancelledCall): string {
  const { was, outcome, outsideEnd } = cancelled;
  const before = was === undefined ? '' : ` was ${phaseInWords[was]}`;
  if (outsideEnd !== undefined)
    return `${id}${before}: it ${outsideEndInWords(outsideEnd)}. Its contact is no longer followed or stopped: run ringonce show ${id}`;
  const end = outcome === undefined ? '' : `; outcome ${outcome}`;
  return `${id}${before}: ${cancelled.is === 'requested' ? requested(id, cancelled) : sentences[cancelled.is]}${end}`;
}

function requested(id: string, { now }: CancelledCall): string {
  const sentence = 'cancellation requested';
  if (now === undefined) return `${sentence}; no worker has answered yet`;
  if (now === 'IN_DOUBT')
    return `${sentence}; if a contact event names its contact, that is stopped; else the call ends as UNKNOWN`;
  return `${sentence}, and not done yet: run ringonce show ${id}`;
}

const sentences: Readonly<Record<Exclude<CancelledCall['is'], 'requested'>, string>> = {
  'not-dialled': 'cancelled, nothing rang',
  stopped: 'cancelled, Amazon Connect was asked to stop the contact',
  'left-to-end': 'someone is talking, and the conversation goes on (--hang-up ends it)',
  'too-late': 'it had ended already',
  'not-stopped': 'cancelled, but its contact could not be stopped: ringonce show says why',
};
