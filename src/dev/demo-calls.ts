import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Outcome, StartOutboundVoiceContactRequest } from '../client/index.js';
import { projectRoot } from './project-root.js';

/** How a call of the demo has to end. */
export type DemoEnd = Outcome | 'refused' | 'invalid';

export interface DemoCall {
  /** The example's name, without `.json`. */
  readonly name: string;
  readonly about: string;
  readonly end: DemoEnd;
  readonly request: StartOutboundVoiceContactRequest;
}

const examples: readonly Omit<DemoCall, 'request'>[] = [
  { name: 'plain-call', about: 'a plain call by source number', end: 'ANSWERED' },
  { name: 'queue-with-attributes', about: 'a call by queue, with attributes and a reference', end: 'ANSWERED' },
  { name: 'campaign-amd', about: 'a campaign call with answering machine detection', end: 'VOICEMAIL' },
  { name: 'refused-destination', about: 'a destination that Amazon Connect does not allow', end: 'refused' },
  { name: 'invalid-request', about: 'a request with several mistakes', end: 'invalid' },
];

/** The request documents of `examples/`, in the order in which the demo tells them. */
export function demoCalls(): DemoCall[] {
  return examples.map((example) => ({ ...example, request: readExample(example.name) }));
}

function readExample(name: string): StartOutboundVoiceContactRequest {
  const text = readFileSync(join(projectRoot(), 'examples', `${name}.json`), 'utf8');
  // Not checked here: refusing what is wrong is what the client does.
  return JSON.parse(text) as StartOutboundVoiceContactRequest;
}
