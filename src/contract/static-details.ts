import { escapeMarkdown } from './markdown.js';
import { maskPhoneNumber } from './masking.js';
import { workflowTypes } from './names.js';
import type { StartOutboundVoiceContactRequest } from './request.js';

/** Temporal takes 20,000 bytes; a request fits unless a member without a limit of its own is abused. */
const maxDetailsLength = 5_000;

/** The request as the Temporal UI shows it: Markdown, every personal value masked or counted. */
export function describeRequest(request: StartOutboundVoiceContactRequest): string {
  const {
    DestinationPhoneNumber,
    SourcePhoneNumber,
    Attributes,
    References,
    Name,
    Description,
    ClientToken,
    ...plain
  } = request;
  const lines = [
    `DestinationPhoneNumber: ${maskPhoneNumber(DestinationPhoneNumber)}`,
    ...(SourcePhoneNumber === undefined ? [] : [`SourcePhoneNumber: ${maskPhoneNumber(SourcePhoneNumber)}`]),
    ...Object.entries(plain).map(
      ([member, value]) => `${member}: ${escapeMarkdown(typeof value === 'string' ? value : JSON.stringify(value))}`,
    ),
    ...(ClientToken === undefined ? [] : ['ClientToken: the workflow ID']),
    ...(Name === undefined ? [] : ['Name: •••']),
    ...(Description === undefined ? [] : ['Description: •••']),
    ...(Attributes === undefined ? [] : [`Attributes: ${Object.keys(Attributes).length}`]),
    ...(References === undefined ? [] : [`References: ${Object.keys(References).length}`]),
  ];
  return lines
    .map((line) => `- ${line}`)
    .join('\n')
    .slice(0, maxDetailsLength);
}

/** The title of a workflow in the Temporal UI. */
export function titleOf(workflowType: string, request: StartOutboundVoiceContactRequest): string {
  const kind = workflowType === workflowTypes.followUp ? 'Follow-up' : 'Call';
  return `${kind} ${maskPhoneNumber(request.DestinationPhoneNumber)}`;
}
