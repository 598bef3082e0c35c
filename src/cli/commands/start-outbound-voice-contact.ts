import { randomUUID } from 'node:crypto';
import { Command, Option } from 'commander';
import { InvalidRequestError } from '../../contract/errors.js';
import {
  callIdAttribute,
  parseCall,
  type CallOptions,
  type StartOutboundVoiceContactRequest,
} from '../../contract/index.js';
import type { Call, CallView, RingonceClient } from '../../client/index.js';
import { leavesNoRoom } from '../../contract/call.js';
import { holdInWords } from '../../contract/hold-in-words.js';
import type { Issue } from '../../contract/issues.js';
import { DecryptionError } from '../../encryption/errors.js';
import { zeroValueIssues } from '../../contract/request.js';
import { serviceErrorOfIssues } from '../../contract/service-error.js';
import { durationMs } from '../../contract/time.js';
import { durationArgument, given } from '../arguments.js';
import { clientIssues } from '../aws/client-issues.js';
import { readAsAwsCli } from '../aws/command-line.js';
import { noteWithoutEffect, withGlobalOptions } from '../aws/global-options.js';
import { inForm, type Presentation } from '../aws/output.js';
import { outputOf } from '../aws/profile.js';
import { selectionOf } from '../aws/query.js';
import { jsonSkeleton, skeletonKinds, yamlSkeleton } from '../aws/skeleton.js';
import { timesOf, urgencyOf, withCallOptions, type CallArguments } from '../call-options.js';
import { ServiceRulesError, startOutboundVoiceContactName, StillWaitingError, UsageError } from '../errors.js';
import { requestOf, withRequestOptions } from '../request-arguments.js';
import { ringonceOf, withTemporalOptions, type TemporalOptions } from '../temporal-options.js';
import { note, onInterrupt, print, write } from '../terminal.js';

/** After this the caller is told what the command waits for. */
const patienceMs = 5_000;

export function startOutboundVoiceContactCommand(): Command {
  const command = new Command(startOutboundVoiceContactName)
    .description("Place an outbound call. Takes the AWS CLI's options and prints its answer; the phone rings once")
    .usage('--destination-phone-number … --contact-flow-id … --instance-id … [options]')
    .optionsGroup("The AWS CLI's options of this operation:");
  withRequestOptions(command).addOption(
    new Option('--generate-cli-skeleton [what]', 'print a document to fill in: input (default), yaml-input, output')
      .choices(skeletonKinds)
      .preset('input'),
  );
  withGlobalOptions(command.optionsGroup("The AWS CLI's options of all operations:"));
  withCallOptions(command.optionsGroup("ringonce's own options:"))
    .option(
      '--max-wait <duration>',
      'how long this command waits for the answer: 30s, 10m. The call goes on (default: 3m; for ever with times of its own)',
    )
    .option(
      '--resend-window <duration>',
      'how long a request whose answer was lost may be sent again: 15m (default), 60s, 0',
    )
    .option(
      '--tracking <what>',
      'outcome (default): follow the call to its end; none: end once Amazon Connect accepts it',
    )
    .option('--max-call-length <duration>', 'end as UNKNOWN if no end is known this long after the dial: 4h (default)')
    .option(
      '--look-interval <duration>',
      'how long after the first query Amazon Connect is asked again: 30s (default)',
    );
  let globals: ReadonlyMap<string, string> = new Map();
  readAsAwsCli(command, (given) => (globals = given));
  return withTemporalOptions(command)
    .addHelpText('after', help)
    .action(async (options: Options) => {
      if (globals.has('--version')) {
        print((await import('../version.js')).versionInWords());
        return;
      }
      noteWithoutEffect(globals);
      write(await answerTo(options));
    });
}

const help = `
Waits until Amazon Connect has accepted the call, then prints { "ContactId": … }. The same command again, with the same
--client-token, finds the same call and prints the same ContactId. Without --client-token a new one is printed on stderr.
Each of the AWS CLI's options takes a text, file://path or fileb://path.

Example:
  $ ringonce start-outbound-voice-contact --client-token order-4711 --cli-input-json file://examples/plain-call.json

  … --not-before 2026-11-25T10:00 --time-zone America/New_York --calling-hours us-tcpa
  waits until then. Ctrl-C leaves the call waiting; "ringonce reschedule" and "ringonce cancel" change it.

Exit codes (AWS CLI v2's):
    0  Amazon Connect accepted the call
  252  the command line is wrong; nothing was started
  253  settings are missing: Temporal's connection, the namespace, ringonce's search attributes
  254  Amazon Connect refused the call, or would by the rules that it publishes, or the client token stands for another
       request; nothing rang for this one
  255  anything else: Temporal cannot be reached, --max-wait is over and the call goes on, the call expired or was
       cancelled, its outcome is unknown, a number or a profile that the AWS CLI stumbles over
  130  interrupted with Ctrl-C; the call goes on`;

/** Of how the call is conducted, as text: what is wrong with it is reported together with what is wrong with the request. */
interface Options extends TemporalOptions, CallArguments {
  readonly output?: string;
  readonly query?: string;
  readonly profile?: string;
  readonly color?: Presentation['color'];
  readonly generateCliSkeleton?: (typeof skeletonKinds)[number];
  readonly maxWait?: string;
  readonly resendWindow?: string;
  readonly tracking?: string;
  readonly maxCallLength?: string;
  readonly lookInterval?: string;
}

/** What is printed: the call's ContactId, or a skeleton. */
async function answerTo(options: Options): Promise<string> {
  const presentation = {
    format: await outputOf(options),
    select: await selectionOf(options.query),
    color: options.color ?? 'auto',
  } as const;
  const { request, clientToken } = await requestOf({ ...options });
  const skeleton = options.generateCliSkeleton;
  if (skeleton === 'input') return jsonSkeleton();
  if (skeleton === 'yaml-input') return yamlSkeleton();
  const workflowId = clientToken ?? randomUUID();
  const callOptions = { ...callOptionsOf(options), ...(await timesOf(options)) };
  const maxWaitMs = maxWaitOf(options);
  requireValid({ workflowId, request, callOptions }, skeleton !== 'output');
  if (skeleton === 'output') return inForm({ ContactId: 'ContactId' }, presentation);

  const start = {
    workflowId,
    request,
    callOptions,
    maxWaitMs,
    isNew: clientToken === undefined,
  };
  return inForm({ ContactId: await contactIdOf(options, start) }, presentation);
}

/**
 * Refuses what can be known to be wrong without any server: what the AWS CLI itself refuses, and then what the service would refuse.
 * @throws InvalidRequestError
 */
function requireValid(
  { workflowId, request, callOptions }: Pick<Start, 'workflowId' | 'request' | 'callOptions'>,
  asService: boolean,
): void {
  const parsed = parseCall(workflowId, request, callOptions);
  const ofRequest = [...zeroValueIssues(request), ...(parsed.ok ? [] : parsed.issues)];
  // The ID is the token, of which it is told already.
  const isToldOfToken = ofRequest.some(({ member }) => member === 'ClientToken');
  const all = ofRequest.filter(({ member }) => !(isToldOfToken && member === 'workflowId'));
  // The contract's words where it has some: they know what was meant.
  const own = clientIssues(request).map((issue) => all.find(({ member }) => member === issue.member) ?? issue);
  const others = all.filter((issue) => !own.includes(issue));
  const isOfOptions = ({ member }: Issue): boolean => /^options\b/.test(member);
  if (own.length > 0 || others.some(isOfOptions)) throw new InvalidRequestError([...own, ...others]);
  if (others.length > 0 && asService) throw new ServiceRulesError(others, serviceErrorOfIssues(others));
}

interface Start {
  readonly workflowId: string;
  readonly request: Readonly<Record<string, unknown>>;
  readonly callOptions: CallOptions;
  readonly maxWaitMs: number;
  /** The client token was made here. */
  readonly isNew: boolean;
}

async function contactIdOf(
  options: Options,
  { workflowId, request, callOptions, maxWaitMs, isNew }: Start,
): Promise<string> {
  await using ringonce = await ringonceOf(options);
  if (isNew) note(`client token: ${workflowId}`);
  if (leavesNoRoom(workflowId, (request['Attributes'] ?? {}) as Readonly<Record<string, unknown>>))
    note(
      `The attributes leave no room for ${callIdAttribute}, which is left out: if Amazon Connect's answer is lost, its contact cannot be found.`,
    );
  const call = await ringonce.start(workflowId, request as StartOutboundVoiceContactRequest, callOptions);
  const followIt = `For its state run ringonce show ${workflowId}`;
  onInterrupt(`The call goes on. ${followIt}`);
  const { nobodyServes } = await import('../../client/why-no-answer.js');
  const why = async (): Promise<string> =>
    (await nobodyServes(ringonce.client, workflowId).catch(() => undefined)) ??
    whyItWaits(await viewSoon(ringonce, call));
  const patience = setTimeout(
    () => void why().then((words) => note(`${words} Ctrl-C leaves it running. ${followIt}`)),
    patienceMs,
  );
  const endsAtMs = Date.now() + maxWaitMs;
  try {
    if (maxWaitMs === Infinity) return await call.contactId();
    return await ringonce.client.withDeadline(endsAtMs, () => call.contactId());
  } catch (error) {
    if (error instanceof DecryptionError) note(`The call is started all the same. ${followIt}`);
    if (Date.now() < endsAtMs) throw error;
    throw new StillWaitingError(
      `--max-wait is over, and the call goes on. ${await why()} ${followIt}; to take it back, ringonce cancel ${workflowId}. The same command with --client-token ${workflowId} waits for it again.`,
      { cause: error },
    );
  } finally {
    clearTimeout(patience);
  }
}

/** Undefined: no worker answered in time. */
const viewSoon = ({ client }: RingonceClient, call: Call): Promise<CallView | undefined> =>
  client.withDeadline(Date.now() + viewPatienceMs, () => call.view()).catch(() => undefined);

/** A worker answers at once, or none is there. */
const viewPatienceMs = 3_000;

function whyItWaits(view: CallView | undefined): string {
  const { hold, dial } = view ?? {};
  if (hold !== undefined) return `The call is started, and waits: ${holdInWords(hold)}.`;
  if (dial?.lastAnswer !== undefined)
    return `The call is started, and is dialled again. The last answer: ${dial.lastAnswer.replace(/\.$/, '')}.`;
  return 'The call is started, and waits for its time, a line, a worker or Amazon Connect.';
}

const defaultMaxWaitMs = 180_000;

/** A call that has times of its own is expected to wait for them. */
function maxWaitOf({ maxWait, notBefore, callingHours }: Options): number {
  if (maxWait === undefined) return notBefore === undefined && callingHours === undefined ? defaultMaxWaitMs : Infinity;
  const ms = durationMs(durationArgument(maxWait));
  if (!(ms >= 1000)) throw new UsageError('--max-wait: must be a duration of a second or more, such as 30s or 10m');
  return ms;
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
