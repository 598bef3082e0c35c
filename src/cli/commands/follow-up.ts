import { Command } from 'commander';
import { InvalidRequestError, type FollowUpPlan, type StartOutboundVoiceContactRequest } from '../../client/index.js';
import { whyNoAnswer } from '../../client/why-no-answer.js';
import { parseFollowUp } from '../../contract/index.js';
import { argumentObject, given, number } from '../arguments.js';
import { standingInWords } from '../call-in-words.js';
import { timesOf, urgencyOf, withCallOptions, type CallArguments } from '../call-options.js';
import { UnsettledError } from '../errors.js';
import { requestOf, withRequestOptions } from '../request-arguments.js';
import { ringonceOf, withTemporalOptions, type TemporalOptions } from '../temporal-options.js';
import { note, onInterrupt, print } from '../terminal.js';

export function followUpCommand(): Command {
  const command = new Command('follow-up')
    .description('Call someone until the goal is reached: each outcome decides whether and when the next attempt comes')
    .argument('<id>', 'workflow ID of the follow-up; its attempts are the calls <id>.1, <id>.2, …');
  return withTemporalOptions(withCallOptions(withRequestOptions(command)))
    .option('--plan <json>', 'the plan as JSON, or file://; options of the command line win')
    .option('--max-attempts <number>', 'calls in all (default: 5)', number)
    .option('--wait', 'wait for the end and print the result', false)
    .addHelpText('after', help)
    .action(startFollowUp);
}

const help = `
Prints the state of the follow-up. The same command again finds the same follow-up. --client-token is not needed: each attempt has its own.

Example: call back tomorrow at ten, New York time, and again if the line is busy or nobody answers
  $ ringonce follow-up callback-4711 --cli-input-json file://examples/plain-call.json \\
      --not-before 2026-11-25T10:00 --time-zone America/New_York --calling-hours us-tcpa

Exit codes: 0 started or found, 1 refused or not started, with --wait also: the goal was not reached; 2 wrong usage`;

interface Options extends TemporalOptions, CallArguments {
  readonly plan?: string;
  readonly maxAttempts?: number;
  readonly wait: boolean;
}

async function startFollowUp(id: string, options: Options): Promise<void> {
  const { request } = await requestOf({ ...options });
  const document = options.plan === undefined ? {} : (argumentObject('plan', options.plan) as FollowUpPlan);
  const call = { ...document.call, ...urgencyOf(options) };
  const plan: FollowUpPlan = {
    ...document,
    ...(Object.keys(call).length === 0 ? {} : { call }),
    ...(await timesOf(options)),
    ...given({ maxAttempts: options.maxAttempts }),
  };
  // First, because it needs no server.
  const parsed = parseFollowUp(id, request, plan);
  if (!parsed.ok) throw new InvalidRequestError(parsed.issues);

  await using ringonce = await ringonceOf(options);
  const followUp = await ringonce.followUp(id, request as StartOutboundVoiceContactRequest, plan);
  if (options.wait) {
    onInterrupt(`The follow-up goes on. For its state run ringonce show ${id}`);
    const result = await followUp.result();
    print(JSON.stringify(result, undefined, 2));
    if (result.ended !== 'goal') throw new UnsettledError(`${id}: ${result.outcome}, ${result.reason ?? result.ended}`);
    return;
  }
  if (followUp.state !== 'started') note(`It was started before, and is ${followUp.state}.`);
  const view = await followUp.viewIfAnswered();
  if (view === undefined)
    note(`No worker answered. ${await whyNoAnswer(ringonce.client, id)} The follow-up waits for it.`);
  print(`${id}: ${view === undefined ? followUp.state : standingInWords(view.phase, view.hold)}`);
}
