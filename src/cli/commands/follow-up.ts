import { Command } from 'commander';
import {
  connectRingonce,
  InvalidRequestError,
  type FollowUpPlan,
  type StartOutboundVoiceContactRequest,
} from '../../client/index.js';
import { parseFollowUp } from '../../contract/index.js';
import { argumentObject } from '../argument-text.js';
import { UnsettledError } from '../errors.js';
import { whyNoAnswer } from '../../client/why-no-answer.js';
import { holdInWords } from '../hold-in-words.js';
import { number } from '../number-argument.js';
import { paceOptionsOf, withPaceOptions, type PaceArguments } from '../pace-options.js';
import { note, print } from '../print.js';
import { requestOf, withRequestOptions } from '../request-arguments.js';
import { onInterrupt } from '../signals.js';
import { connectionSettingsOf, withTemporalOptions, type TemporalOptions } from '../temporal-options.js';
import { timesOf, withTimeOptions, type TimeOptions } from '../time-options.js';

export function followUpCommand(): Command {
  const command = new Command('follow-up')
    .description('Call someone again and again, as the outcomes demand, until the goal is reached')
    .argument('<id>', 'workflow ID of the follow-up; its attempts are the calls <id>.1, <id>.2, …');
  return withTemporalOptions(withPaceOptions(withTimeOptions(withRequestOptions(command))))
    .option('--plan <json>', 'the plan as JSON, or file://; what is on the command line wins')
    .option('--max-attempts <number>', 'calls in all (default: 5)', number)
    .option('--wait', 'wait for the end, and print the result', false)
    .addHelpText('after', help)
    .action(startFollowUp);
}

const help = `
Prints where it stands; the same command again finds the same follow-up. --client-token is not needed: each attempt has its own.

Example: call her back tomorrow at ten, her time, and again if it is busy or nobody picks up
  $ ringonce follow-up callback-4711 --cli-input-json file://examples/plain-call.json \\
      --not-before 2026-11-25T10:00 --time-zone America/New_York --calling-hours us-tcpa

Exit codes: 0 started or found, 1 refused or not to be started, with --wait also: the goal was not reached; 2 wrong usage`;

interface Options extends TemporalOptions, TimeOptions, PaceArguments {
  readonly plan?: string;
  readonly maxAttempts?: number;
  readonly wait: boolean;
}

async function startFollowUp(id: string, options: Options): Promise<void> {
  const { request } = requestOf({ ...options });
  const given = options.plan === undefined ? {} : (argumentObject('plan', options.plan) as FollowUpPlan);
  const call = { ...given.call, ...paceOptionsOf(options) };
  const plan: FollowUpPlan = {
    ...given,
    ...(Object.keys(call).length === 0 ? {} : { call }),
    ...(await timesOf(options)),
    ...(options.maxAttempts === undefined ? {} : { maxAttempts: options.maxAttempts }),
  };
  // Before anything else: what is wrong with the request is wrong without a server too.
  const parsed = parseFollowUp(id, request, plan);
  if (!parsed.ok) throw new InvalidRequestError(parsed.issues);

  await using ringonce = await connectRingonce(connectionSettingsOf(options));
  const followUp = await ringonce.followUp(id, request as StartOutboundVoiceContactRequest, plan);
  if (options.wait) {
    onInterrupt(`The follow-up goes on; ringonce show ${id} tells where it stands.`);
    const result = await followUp.result();
    print(JSON.stringify(result, undefined, 2));
    if (result.ended !== 'goal') throw new UnsettledError(`${id}: ${result.outcome}, ${result.reason ?? result.ended}`);
    return;
  }
  if (followUp.state !== 'started') note(`it was started before, and is ${followUp.state}`);
  const view = await followUp.viewIfAnswered();
  if (view === undefined)
    note(`No worker answered. ${await whyNoAnswer(ringonce.client, id)} The follow-up waits for it.`);
  print(`${id}: ${view === undefined ? followUp.state : `${view.phase}${holdInWords(view.hold)}`}`);
}
