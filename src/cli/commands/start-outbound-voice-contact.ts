import { randomUUID } from 'node:crypto';
import { Command } from 'commander';
import { connectRingonce, InvalidRequestError, type StartOutboundVoiceContactRequest } from '../../client/index.js';
import { nobodyServes } from '../../client/why-no-answer.js';
import { parseCall, type CallOptions } from '../../contract/index.js';
import { startOutboundVoiceContactName } from '../command-names.js';
import { durationArgument } from '../duration-argument.js';
import { paceOptionsOf, withPaceOptions, type PaceArguments } from '../pace-options.js';
import { note, print } from '../print.js';
import { requestOf, withRequestOptions } from '../request-arguments.js';
import { onInterrupt } from '../signals.js';
import { connectionSettingsOf, withTemporalOptions, type TemporalOptions } from '../temporal-options.js';
import { timesOf, withTimeOptions, type TimeOptions } from '../time-options.js';

/** After this the caller is told what the command waits for. */
const patienceMs = 5_000;

export function startOutboundVoiceContactCommand(): Command {
  const command = new Command(startOutboundVoiceContactName)
    .description("Place an outbound call. Takes the AWS CLI's options and prints its answer; the phone rings once")
    .usage('--destination-phone-number … --contact-flow-id … --instance-id … [options]');
  return withTemporalOptions(withPaceOptions(withTimeOptions(withRequestOptions(command))))
    .option(
      '--resend-window <duration>',
      'how long a request whose answer was lost is sent again: 15m (default), 60s, 0',
    )
    .option(
      '--tracking <what>',
      'outcome (default): follow the call to its end; none: end once Amazon Connect accepts it',
    )
    .option('--max-call-length <duration>', 'end as UNKNOWN when no end is known so long after the dial: 4h (default)')
    .option('--look-interval <duration>', 'how long after the first look Amazon Connect is asked again: 30s (default)')
    .addHelpText('after', help)
    .action(placeCall);
}

const help = `
Waits until Amazon Connect has accepted the call, then prints { "ContactId": … }. The same command again, with the same
--client-token, finds the same call and prints the same ContactId. Without --client-token the new one is told on stderr.
Options take text or file://path; JSON where it says so.

Example:
  $ ringonce start-outbound-voice-contact --client-token order-4711 --cli-input-json file://examples/plain-call.json

  … --not-before 2026-11-25T10:00 --time-zone America/New_York --calling-hours us-tcpa
  waits until then: Ctrl-C leaves the call waiting, "ringonce reschedule" and "ringonce cancel" change that.

Exit codes (AWS CLI v2's):
    0  Amazon Connect accepted the call
  252  the command line or the request is wrong; nothing was started
  253  settings are missing: Temporal's connection, the namespace, ringonce's search attributes
  254  Amazon Connect refused the call, or the client token stands for another request; nothing rang for this one
  255  anything else: Temporal cannot be reached, the call expired or was cancelled, its outcome is unknown
  130  interrupted with Ctrl-C; the call goes on`;

/** As text; what is wrong with them is said with what is wrong with the request. */
interface CallArguments extends TimeOptions, PaceArguments {
  readonly resendWindow?: string;
  readonly tracking?: string;
  readonly maxCallLength?: string;
  readonly lookInterval?: string;
}

type Options = TemporalOptions & CallArguments;

async function placeCall(options: Options): Promise<void> {
  const { request, clientToken } = requestOf({ ...options });
  const workflowId = clientToken ?? randomUUID();
  const callOptions = { ...callOptionsOf(options), ...(await timesOf(options)) };
  // Before anything else: what is wrong with the request is wrong without a server too.
  const parsed = parseCall(workflowId, request, callOptions);
  if (!parsed.ok) throw new InvalidRequestError(parsed.issues);

  await using ringonce = await connectRingonce(connectionSettingsOf(options));
  if (clientToken === undefined) note(`client token: ${workflowId}`);
  const call = await ringonce.start(workflowId, request as StartOutboundVoiceContactRequest, callOptions);
  const followIt = `ringonce show ${workflowId} tells where it stands`;
  onInterrupt(`The call goes on; ${followIt}.`);
  const tellWhy = async (): Promise<void> => {
    const nobody = await nobodyServes(ringonce.client, workflowId).catch(() => undefined);
    const why = nobody ?? 'The call is started and waits for its time, a line, a worker, or Amazon Connect.';
    note(`${why} ${followIt}. Ctrl-C leaves it running.`);
  };
  const patience = setTimeout(() => void tellWhy(), patienceMs);
  try {
    const ContactId = await call.contactId();
    print(JSON.stringify({ ContactId }, undefined, 4));
  } finally {
    clearTimeout(patience);
  }
}

function callOptionsOf(given: CallArguments): CallOptions {
  const { resendWindow, tracking, maxCallLength, lookInterval } = given;
  return {
    ...paceOptionsOf(given),
    ...(resendWindow === undefined ? {} : { resendWindow: durationArgument(resendWindow) }),
    ...(tracking === undefined ? {} : { tracking: tracking as NonNullable<CallOptions['tracking']> }),
    ...(maxCallLength === undefined ? {} : { maxCallLength: durationArgument(maxCallLength) }),
    ...(lookInterval === undefined ? {} : { lookInterval: durationArgument(lookInterval) }),
  };
}
