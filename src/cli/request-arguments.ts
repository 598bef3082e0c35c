import type { Command } from 'commander';
import { argumentDocument, argumentJson, argumentObject, argumentText, isJson, parsedJson } from './arguments.js';
import { UsageError } from './errors.js';
import { parseShorthand } from './shorthand.js';

type Reading = 'text' | 'number' | 'json' | 'map' | 'flags';

interface RequestOption {
  /** AWS's member name. */
  readonly member: string;
  /** How its text becomes a value: `map` and `flags` are JSON or shorthand, `flags` with true and false in it. */
  readonly reading: Reading;
  readonly value: string;
  readonly description: string;
}

/** The operation's members in the order of AWS's page; the option is the member in kebab-case. `ClientToken` names the call. */
const requestOptions: readonly RequestOption[] = [
  text('Name', 'name of the contact, shown to the agent'),
  text('Description', 'description of the contact, shown to the agent'),
  json('References', 'references shown to the agent: {"ticket": {"Type": "URL", "Value": "https://…"}}'),
  text('RelatedContactId', 'contact that this one is related to'),
  text('DestinationPhoneNumber', 'number to call, E.164 [required]'),
  text('ContactFlowId', 'flow that runs when the call is answered [required]'),
  text('InstanceId', 'Amazon Connect instance [required]'),
  text('SourcePhoneNumber', 'number shown to the callee, E.164; needed without a queue'),
  text('QueueId', 'queue whose number is shown to the callee; needed without a source number'),
  {
    member: 'Attributes',
    reading: 'map',
    value: 'json|shorthand',
    description: 'contact attributes: JSON, or key=value,key="a, b"',
  },
  {
    member: 'AnswerMachineDetectionConfig',
    reading: 'flags',
    value: 'json|shorthand',
    description: 'EnableAnswerMachineDetection=true,AwaitAnswerMachinePrompt=true; CAMPAIGN only',
  },
  text('CampaignId', 'campaign that the call belongs to'),
  text('TrafficType', 'GENERAL (default) or CAMPAIGN'),
  json('OutboundStrategy', 'who is called first: {"Type": "AGENT_FIRST", …}'),
  {
    member: 'RingTimeoutInSeconds',
    reading: 'number',
    value: 'seconds',
    description: 'how long it rings, 15 to 60; CAMPAIGN only',
  },
];

function text(member: string, description: string): RequestOption {
  return { member, reading: 'text', value: 'text', description };
}

function json(member: string, description: string): RequestOption {
  return { member, reading: 'json', value: 'json', description };
}

export const requestMembers: readonly string[] = [...requestOptions.map(({ member }) => member), 'ClientToken'];

/** `DestinationPhoneNumber` → `destination-phone-number` */
export function kebabCase(member: string): string {
  return member.replace(/(?!^)[A-Z]/g, '-$&').toLowerCase();
}

/** Adds an option for every member. */
export function withRequestOptions(command: Command): Command {
  for (const { member, value, description } of requestOptions)
    command.option(`--${kebabCase(member)} <${value}>`, description);
  return command
    .option('--client-token <text>', "workflow ID of the call and Connect's client token (default: a new UUID)")
    .option('--cli-input-json <json>', 'the whole request as JSON; options of the command line override its members');
}

export interface GivenRequest {
  /** `--client-token`, else `ClientToken` of the JSON. */
  readonly clientToken?: string;
  readonly request: Readonly<Record<string, unknown>>;
}

/**
 * The request that a command line gives; valid or not is decided elsewhere.
 *
 * @param options by commander's names: `destinationPhoneNumber`
 * @throws UsageError when a text cannot be read at all
 */
export function requestOf(options: Readonly<Record<string, unknown>>): GivenRequest {
  const { cliInputJson, clientToken } = options;
  const request = typeof cliInputJson === 'string' ? argumentObject('cli-input-json', cliInputJson, wholeRequest) : {};
  for (const option of requestOptions) {
    const given = options[option.member.charAt(0).toLowerCase() + option.member.slice(1)];
    if (typeof given === 'string') request[option.member] = valueOf(option, given);
  }
  if (typeof clientToken === 'string') request['ClientToken'] = argumentText('client-token', clientToken);
  const token = request['ClientToken'];
  return { request, ...(typeof token === 'string' ? { clientToken: token } : {}) };
}

const wholeRequest = 'a JSON object, the whole request';

function valueOf({ member, reading }: RequestOption, given: string): unknown {
  const option = kebabCase(member);
  switch (reading) {
    case 'text':
      return argumentText(option, given);
    case 'number':
      return wholeNumber(option, argumentText(option, given));
    case 'json':
      return argumentJson(option, given);
    case 'map':
      return jsonOr(option, given, (text) => parseShorthand(option, text));
    case 'flags':
      return jsonOr(option, given, (text) => withFlags(parseShorthand(option, text)));
  }
}

/** Read once: stdin, as file:///dev/stdin, has nothing more to give. */
function jsonOr(option: string, given: string, otherwise: (text: string) => unknown): unknown {
  const text = argumentDocument(option, given);
  return isJson(text) ? parsedJson(option, text) : otherwise(text);
}

function wholeNumber(option: string, given: string): number {
  if (!/^\s*-?\d{1,15}\s*$/.test(given)) throw new UsageError(`--${option}: expected a whole number`);
  return Number(given);
}

/** Shorthand is text. What is neither true nor false stays text, and is refused as such. */
function withFlags(texts: Record<string, string>): Record<string, unknown> {
  const flags: Record<string, boolean> = { true: true, false: false };
  return Object.fromEntries(Object.entries(texts).map(([key, value]) => [key, flags[value.toLowerCase()] ?? value]));
}
