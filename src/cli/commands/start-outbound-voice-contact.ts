import { randomUUID } from 'node:crypto';
import { Command } from 'commander';
import { InvalidRequestError, type StartOutboundVoiceContactRequest } from '../../client/index.js';
import { nobodyServes } from '../../client/why-no-answer.js';
import { parseCall, type CallOptions } from '../../contract/index.js';
import { durationArgument, given } from '../arguments.js';
import { timesOf, urgencyOf, withCallOptions, type CallArguments } from '../call-options.js';
import { startOutboundVoiceContactName } from '../errors.js';
import { requestOf, withRequestOptions } from '../request-arguments.js';
import { ringonceOf, withTemporalOptions, type TemporalOptions } from '../temporal-options.js';
import { note, onInterrupt, print } from '../terminal.js';

/** After this the caller is told what the command waits for. */
const patienceMs = 5_000;

export function startOutboundVoiceContactCommand(): Command {
  const command = new Command(startOutboundVoiceContactName)
    .description("Place an outbound call. Takes the AWS CLI's options and prints its answer; the phone rings once")
    .usage('--destination-phone-number … --contact-flow-id … --instance-id … [options]');
  return withTemporalOptions(withCallOptions(withRequestOptions(command)))
    .option(
      '--resend-window <duration>',
      'how long a request whose answer was lost may be sent again: 15m (default), 60s, 0',
    )
    .option(
      '--tracking <what>',
      'outcome (default): follow the call to its end; none: end once Amazon Connect accepts it',
    )
    .option('--max-call-length <duration>', 'end as UNKNOWN if no end is known this long after the dial: 4h (default)')
    .option('--look-interval <duration>', 'how long after the first query Amazon Connect is asked again: 30s (default)')
    .addHelpText('after', help)
    .action(placeCall);
}

const help = `
Waits until Amazon Connect has accepted the call, then prints { "ContactId": … }. The same command again, with the same
--client-token, finds the same call and prints the same ContactId. Without --client-token a new one is printed on stderr.
Each option takes a text, or file://path.

Example:
  $ ringonce start-outbound-voice-contact --client-token order-4711 --cli-input-json file://examples/plain-call.json

  … --not-before 2026-11-25T10:00 --time-zone America/New_York --calling-hours us-tcpa
  waits until then. Ctrl-C leaves the call waiting; "ringonce reschedule" and "ringonce cancel" change it.

Exit codes (AWS CLI v2's):
    0  Amazon Connect accepted the call
  252  the command line or the request is wrong; nothing was started
  253  settings are missing: Temporal's connection, the namespace, ringonce's search attributes
  254  Amazon Connect refused the call, or the client token stands for another request; nothing rang for this one
  255  anything else: Temporal cannot be reached, the call expired or was cancelled, its outcome is unknown
  130  interrupted with Ctrl-C; the call goes on`;

/** Of how the call is conducted, as text: what is wrong with it is reported together with what is wrong with the request. */
interface Options extends TemporalOptions, CallArguments {
  readonly resendWindow?: string;
  readonly tracking?: string;
  readonly maxCallLength?: string;
  readonly lookInterval?: string;
}

async function placeCall(options: Options): Promise<void> {
  const { request, clientToken } = requestOf({ ...options });
  const workflowId = clientToken ?? randomUUID();
  const callOptions = { ...callOptionsOf(options), ...(await timesOf(options)) };
  // First, because it needs no server.
  const parsed = parseCall(workflowId, request, callOptions);
  if (!parsed.ok) throw new InvalidRequestError(parsed.issues);

  await using ringonce = await ringonceOf(options);
  if (clientToken === undefined) note(`client token: ${workflowId}`);
  const call = await ringonce.start(workflowId, request as StartOutboundVoiceContactRequest, callOptions);
  const followIt = `For its state run ringonce show ${workflowId}`;
  onInterrupt(`The call goes on. ${followIt}`);
  const tellWhy = async (): Promise<void> => {
    const nobody = await nobodyServes(ringonce.client, workflowId).catch(() => undefined);
    const why = nobody ?? 'The call is started, and waits for its time, a line, a worker or Amazon Connect.';
    note(`${why} Ctrl-C leaves it running. ${followIt}`);
  };
  const patience = setTimeout(() => void tellWhy(), patienceMs);
  try {
    const ContactId = await call.contactId();
    print(JSON.stringify({ ContactId }, undefined, 4));
  } finally {
    clearTimeout(patience);
  }
}

function callOptionsOf(options: Options): CallOptions {
  const { resendWindow, tracking, maxCallLength, lookInterval } = options;
  return {
    ...urgencyOf(options),
    ...given({
      resendWindow: resendWindow && durationArgument(resendWindow),
      tracking: tracking as CallOptions['tracking'],
      maxCallLength: maxCallLength && durationArgument(maxCallLength),
      lookInterval: lookInterval && durationArgument(lookInterval),
    }),
  };
}
