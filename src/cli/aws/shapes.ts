// The input of StartOutboundVoiceContact as the AWS CLI knows it: its order, its types, and the few limits that the AWS CLI itself checks.
// Everything else is judged by the service, and here by the contract.

export type Shape =
  | { readonly type: 'string'; readonly min?: number; readonly enum?: readonly string[] }
  | { readonly type: 'integer'; readonly min: number }
  | { readonly type: 'boolean' }
  | { readonly type: 'list'; readonly of: Shape }
  | { readonly type: 'map'; readonly key: Shape; readonly of: Shape }
  | StructureShape;

export interface StructureShape {
  readonly type: 'structure';
  readonly members: Readonly<Record<string, Member>>;
}

export interface Member {
  readonly shape: Shape;
  readonly isRequired?: true;
  /** In a few words, for help and for the YAML skeleton. */
  readonly about: string;
}

const text: Shape = { type: 'string' };
const boolean: Shape = { type: 'boolean' };
const atLeast = (min: number): Shape => ({ type: 'string', min });
const oneOf = (...values: readonly string[]): Shape => ({ type: 'string', enum: values });

const reference: StructureShape = {
  type: 'structure',
  members: {
    Value: { shape: text, about: 'what the reference holds, such as an address' },
    Type: {
      shape: oneOf(
        'URL',
        'ATTACHMENT',
        'CONTACT_ANALYSIS',
        'NUMBER',
        'STRING',
        'DATE',
        'EMAIL',
        'EMAIL_MESSAGE',
        'EMAIL_MESSAGE_PLAIN_TEXT',
        'EMAIL_MESSAGE_PLAIN_TEXT_REDACTED',
        'EMAIL_MESSAGE_REDACTED',
      ),
      isRequired: true,
      about: 'URL, NUMBER, STRING, DATE or EMAIL; the value of a DATE is an epoch timestamp',
    },
    Status: {
      shape: oneOf('AVAILABLE', 'DELETED', 'APPROVED', 'REJECTED', 'PROCESSING', 'FAILED'),
      about: 'status of an attachment',
    },
    Arn: { shape: atLeast(20), about: 'ARN of the reference' },
    StatusReason: { shape: text, about: 'why an attachment was not created' },
  },
};

const preview: StructureShape = {
  type: 'structure',
  members: {
    PostAcceptTimeoutConfig: {
      isRequired: true,
      about: 'countdown after the agent has accepted',
      shape: {
        type: 'structure',
        members: {
          DurationInSeconds: { shape: { type: 'integer', min: 0 }, isRequired: true, about: 'length of the countdown' },
        },
      },
    },
    AllowedUserActions: {
      shape: { type: 'list', of: oneOf('CALL', 'DISCARD') },
      isRequired: true,
      about: 'what the agent may do',
    },
  },
};

const structure = (members: StructureShape['members']): StructureShape => ({ type: 'structure', members });

/** @see https://docs.aws.amazon.com/connect/latest/APIReference/API_StartOutboundVoiceContact.html */
export const requestShape = structure({
  Name: { shape: text, about: 'name of the contact, shown to the agent' },
  Description: { shape: text, about: 'description of the contact, shown to the agent' },
  References: {
    shape: { type: 'map', key: atLeast(1), of: reference },
    about: 'references shown to the agent: ticket={Type=URL,Value=https://…}',
  },
  RelatedContactId: { shape: atLeast(1), about: 'contact that this one is related to' },
  DestinationPhoneNumber: { shape: text, isRequired: true, about: 'number to call, E.164' },
  ContactFlowId: { shape: text, isRequired: true, about: 'flow that runs when the call is answered' },
  InstanceId: { shape: atLeast(1), isRequired: true, about: 'Amazon Connect instance' },
  ClientToken: { shape: text, about: "workflow ID of the call and Connect's client token (default: a new UUID)" },
  SourcePhoneNumber: { shape: text, about: 'number shown to the callee, E.164; needed without a queue' },
  QueueId: { shape: text, about: 'queue whose number is shown to the callee; needed without a source number' },
  Attributes: {
    shape: { type: 'map', key: atLeast(1), of: text },
    about: 'contact attributes: key=value,key="a, b" or JSON',
  },
  AnswerMachineDetectionConfig: {
    shape: structure({
      EnableAnswerMachineDetection: { shape: boolean, about: 'detect answering machines; CAMPAIGN only' },
      AwaitAnswerMachinePrompt: { shape: boolean, about: "wait for the machine's prompt" },
    }),
    about: 'EnableAnswerMachineDetection=true,AwaitAnswerMachinePrompt=true; CAMPAIGN only',
  },
  CampaignId: { shape: atLeast(1), about: 'campaign that the call belongs to' },
  TrafficType: { shape: oneOf('GENERAL', 'CAMPAIGN'), about: 'GENERAL (default) or CAMPAIGN' },
  OutboundStrategy: {
    shape: structure({
      Type: { shape: oneOf('AGENT_FIRST'), isRequired: true, about: 'who is called first' },
      Config: {
        about: 'how',
        shape: structure({
          AgentFirst: {
            about: 'of AGENT_FIRST',
            shape: structure({ Preview: { shape: preview, about: 'the agent sees the contact first' } }),
          },
        }),
      },
    }),
    about: 'who is called first: Type=AGENT_FIRST,Config={…} or JSON',
  },
  RingTimeoutInSeconds: {
    shape: { type: 'integer', min: 15 },
    about: 'how long it rings, 15 to 60; CAMPAIGN only',
  },
});

export const requestMembers: readonly string[] = Object.keys(requestShape.members);

/** `DestinationPhoneNumber` → `destination-phone-number` */
export function kebabCase(member: string): string {
  return member.replace(/(?!^)[A-Z]/g, '-$&').toLowerCase();
}
