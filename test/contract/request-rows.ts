import type { Issue } from '../../src/contract/index.js';
import { attributesOf, campaign, emoji, fromJson, fullRequest, issue, type Change } from './a-request.js';

/** A rule of StartOutboundVoiceContact on one side of its limit. */
export interface Row {
  readonly rule: string;
  /** What is different from a valid request. */
  readonly change: Change;
  /** Every issue; none: the request is valid. */
  readonly issues: readonly Issue[];
  /** What a JSON Schema cannot say, or what Amazon Connect takes and the contract does not. */
  readonly beyond?: readonly ('json-schema' | 'simulator')[];
}

const valid = (rule: string, change: Change): Row => ({ rule, change, issues: [] });
const invalid = (rule: string, change: Change, ...issues: Issue[]): Row => ({ rule, change, issues });
const beyond = (...beyond: NonNullable<Row['beyond']>) => ({
  invalid: (...row: Parameters<typeof invalid>): Row => ({ ...invalid(...row), beyond }),
});

const preview = (change: Change): Change => ({
  OutboundStrategy: {
    Type: 'AGENT_FIRST',
    Config: {
      AgentFirst: {
        Preview: { PostAcceptTimeoutConfig: { DurationInSeconds: 0 }, AllowedUserActions: ['CALL'], ...change },
      },
    },
  },
});
const previewPath = 'OutboundStrategy.Config.AgentFirst.Preview';
const reference = (change: Change): Change => ({ References: { ticket: { Type: 'STRING', Value: 'x', ...change } } });
const detection = (value: unknown): Change => ({
  AnswerMachineDetectionConfig: { EnableAnswerMachineDetection: value },
});

const needsCampaign = 'needs TrafficType CAMPAIGN';
const detectionMember = 'AnswerMachineDetectionConfig.EnableAnswerMachineDetection';
const keyAlphabet = 'the key may hold only letters, digits, - and _';
const tooManyBytes = 'all keys and values together have more than 32768 UTF-8 bytes';
const referenceTypes = 'must be URL or NUMBER or STRING or DATE or EMAIL';
const epoch = 'must be an epoch timestamp: Type is DATE';

/** Members of which the zero value of their type means that they are left out, too. */
const zeroMembers = ['ClientToken', 'QueueId', 'RelatedContactId', 'CampaignId'];

/** A text member at its lower and upper limit, counted in code points, and what no text may hold. */
function textRows(member: string, { min, max }: { min: number; max?: number }): Row[] {
  const rows = [
    valid(`${member} of ${max ?? 5000} characters of two UTF-16 units`, { [member]: emoji.repeat(max ?? 5000) }),
    min === 0 || zeroMembers.includes(member)
      ? valid(`an empty ${member}`, { [member]: '' })
      : invalid(`an empty ${member}`, { [member]: '' }, issue(member, 'is empty')),
    beyond('json-schema').invalid(`NUL in ${member}`, { [member]: 'a\0b' }, issue(member, 'holds a NUL character')),
    beyond('json-schema').invalid(
      `half a character in ${member}`,
      { [member]: `a${emoji.slice(0, 1)}` },
      issue(member, 'holds half of a character (a lone surrogate)'),
    ),
  ];
  if (max === undefined) return rows;
  const tooLong = issue(member, `is longer than ${max} characters`);
  return [
    ...rows,
    invalid(`${member} of ${max + 1} letters`, { [member]: 'x'.repeat(max + 1) }, tooLong),
    invalid(`${member} of ${max + 1} characters of two UTF-16 units`, { [member]: emoji.repeat(max + 1) }, tooLong),
  ];
}

const separators = 'has spaces, hyphens, dots, slashes or brackets: write + and digits alone';
const fullWidth = 'has a digit or + of another script, or of full width: write 0 to 9 and +';
const scientific =
  'is in scientific notation, and digits are lost: format the column as text, and enter the number again';
const apostrophe = 'begins with an apostrophe, as a spreadsheet marks text: delete it';
const noPlus = 'has no +: write + and the country code first';
const rule = '+ and 2 to 15 digits, the first not 0';
const oneInvisible = (name: string): string => `has an invisible character, ${name}: delete it`;

/** Numbers as people and spreadsheets write them, and what is said of each. */
const faultyNumbers: readonly (readonly [number: string, says: string])[] = [
  ['', rule],
  ['+1', rule],
  ['+02065550100', rule],
  ['+1234567890123456', rule],
  ['+1206555010x', rule],
  ['12065550100', noPlus],
  ['0012065550100', 'begins with 00: write + instead'],
  ['+1206 555 0100', separators],
  ['(206) 555-0100', separators],
  ['+1.206.555.0100', separators],
  ['+1206–555–0100', separators],
  ["'+12065550100", apostrophe],
  ['’+12065550100', apostrophe],
  ['1.20656E+10', scientific],
  ['1,20656e10', scientific],
  ['12065550100.0', 'ends with .0, as a decimal number: write the digits alone'],
  ['+１2065550100', fullWidth],
  ['＋１２０６５５５０１００', fullWidth],
  ['+١٢٠٦٥٥٥٠١٠٠', fullWidth],
  ['+12065550100\n', oneInvisible('U+000A (line feed)')],
  ['\n+12065550100', oneInvisible('U+000A (line feed)')],
  ['+1206\u00a05550100', oneInvisible('U+00A0 (no-break space)')],
  ['+1206\u00ad5550100', oneInvisible('U+00AD (soft hyphen)')],
  ['\u200b+12065550100', oneInvisible('U+200B (zero width space)')],
  ['+12065550100\u200d', oneInvisible('U+200D (zero width joiner)')],
  ['\ufeff+12065550100', oneInvisible('U+FEFF (byte order mark)')],
  ['+1206\u20095550100', oneInvisible('U+2009')],
  // Copied from Windows' contacts.
  [
    '\u202a+12065550100\u202c',
    'has invisible characters, U+202A (left-to-right embedding), U+202C (pop directional formatting): delete them',
  ],
  ['\u2066+12065550100', oneInvisible('U+2066 (left-to-right isolate)')],
];

const phoneRows = (member: string): Row[] => [
  valid(`the shortest ${member}`, { [member]: '+12' }),
  valid(`the longest ${member}`, { [member]: '+123456789012345' }),
  ...faultyNumbers
    .filter(([number]) => number !== '' || member === 'DestinationPhoneNumber')
    .map(([number, says]) =>
      invalid(`${member} ${JSON.stringify(number)}`, { [member]: number }, issue(member, `must be E.164: ${says}`)),
    ),
];

const typeRows = (member: string, expected: string, wrong: readonly [unknown, string][]): Row[] =>
  wrong.map(([value, is]) =>
    invalid(
      `${member} ${JSON.stringify(value)}`,
      { ...(member === 'RingTimeoutInSeconds' && campaign), [member]: value },
      issue(member, `must be ${expected}, is ${is}`),
    ),
  );

const noText: [unknown, string][] = [
  [1, 'a number'],
  [true, 'true or false'],
  [[], 'a list'],
  [{}, 'an object'],
];
const noObject: [unknown, string][] = [
  ['x', 'a string'],
  [1, 'a number'],
  [false, 'true or false'],
  [[], 'a list'],
];

const textMembers = [
  'ContactFlowId',
  'InstanceId',
  'ClientToken',
  'QueueId',
  'Name',
  'Description',
  'RelatedContactId',
  'CampaignId',
];
const objectMembers = ['Attributes', 'References', 'AnswerMachineDetectionConfig', 'OutboundStrategy'];

const wrongTypes: Row[] = [
  ...['DestinationPhoneNumber', 'SourcePhoneNumber', ...textMembers].flatMap((member) =>
    typeRows(member, 'a string', noText),
  ),
  ...objectMembers.flatMap((member) => typeRows(member, 'an object', noObject)),
  ...typeRows('RingTimeoutInSeconds', 'a number', [
    ['30', 'a string'],
    [true, 'true or false'],
    [[30], 'a list'],
    [{}, 'an object'],
  ]),
  invalid('TrafficType 1', { TrafficType: 1 }, issue('TrafficType', 'must be GENERAL or CAMPAIGN')),
  invalid('a number as an attribute', { Attributes: { a: 1 } }, issue('Attributes.a', 'must be a string, is a number')),
  invalid('a list as an attribute', { Attributes: { a: ['x'] } }, issue('Attributes.a', 'must be a string, is a list')),
  invalid('a text as a reference', { References: { a: 'x' } }, issue('References.a', 'must be an object, is a string')),
  invalid(
    'a number as a reference value',
    reference({ Value: 1 }),
    issue('References.ticket.Value', 'must be a string, is a number'),
  ),
  invalid('detection "true"', detection('true'), issue(detectionMember, 'must be true or false, is a string')),
  invalid(
    'actions that are no list',
    preview({ AllowedUserActions: 'CALL' }),
    issue(`${previewPath}.AllowedUserActions`, 'must be a list, is a string'),
  ),
  invalid(
    'a duration "0"',
    preview({ PostAcceptTimeoutConfig: { DurationInSeconds: '0' } }),
    issue(`${previewPath}.PostAcceptTimeoutConfig.DurationInSeconds`, 'must be a number, is a string'),
  ),
];

const nullRows: Row[] = [
  ...['DestinationPhoneNumber', 'ContactFlowId', 'InstanceId'].map((member) =>
    invalid(`${member} null`, { [member]: null }, issue(member, 'is required')),
  ),
  // As at Amazon Connect: null is a member that is left out.
  ...[
    'ClientToken',
    'Name',
    'Description',
    'QueueId',
    'RelatedContactId',
    'CampaignId',
    ...objectMembers,
    'RingTimeoutInSeconds',
    'TrafficType',
  ].map((member) => valid(`${member} null`, { [member]: null })),
  invalid(
    'neither source nor queue but null',
    { SourcePhoneNumber: null, QueueId: null },
    issue('SourcePhoneNumber', 'is required when there is no QueueId'),
  ),
  valid('an attribute null', { Attributes: { a: null } }),
  valid('a reference null', { References: { a: null } }),
  valid('a member of a reference null', reference({ Status: null })),
  invalid('the Type of a reference null', reference({ Type: null }), issue('References.ticket.Type', 'is required')),
  beyond('simulator').invalid(
    'an action null',
    preview({ AllowedUserActions: ['CALL', null] }),
    issue(`${previewPath}.AllowedUserActions.1`, 'must be CALL or DISCARD'),
  ),
];

/** What structs of other languages write for what is not set. */
const zeroRows: Row[] = [
  ...[...zeroMembers, 'TrafficType'].map((member) => valid(`${member} "", as a struct has it`, { [member]: '' })),
  valid('a source "", and a queue', { SourcePhoneNumber: '', QueueId: 'queue-1' }),
  valid('a ring timeout of 0, without campaign', { RingTimeoutInSeconds: 0 }),
  valid('a ring timeout of 0 in a campaign', { ...campaign, RingTimeoutInSeconds: 0 }),
  valid('a reference whose status and ARN are ""', reference({ Status: '', Arn: '', StatusReason: '' })),
  valid("the whole input struct of Go's AWS SDK", {
    AnswerMachineDetectionConfig: null,
    Attributes: null,
    CampaignId: null,
    ClientToken: null,
    Description: null,
    Name: null,
    OutboundStrategy: null,
    QueueId: null,
    References: { ticket: { Type: 'STRING', Arn: null, Status: '', StatusReason: null, Value: 'x' } },
    RelatedContactId: null,
    RingTimeoutInSeconds: null,
    TrafficType: '',
  }),
  invalid(
    'neither source nor queue but ""',
    { SourcePhoneNumber: '', QueueId: '' },
    issue('SourcePhoneNumber', 'is required when there is no QueueId'),
  ),
  // Required, or a value: an empty one there is a mistake, or is meant.
  invalid('an empty ContactFlowId, as a struct has it', { ContactFlowId: '' }, issue('ContactFlowId', 'is empty')),
  invalid(
    'a strategy of zero values',
    { OutboundStrategy: { Type: '' } },
    issue('OutboundStrategy.Type', 'must be AGENT_FIRST'),
  ),
  valid('a preview with a timeout of 0 is meant', preview({ PostAcceptTimeoutConfig: { DurationInSeconds: 0 } })),
];

const missingRows: Row[] = [
  ...['DestinationPhoneNumber', 'ContactFlowId', 'InstanceId'].map((member) =>
    invalid(`no ${member}`, { [member]: undefined }, issue(member, 'is required')),
  ),
  invalid(
    'neither source nor queue',
    { SourcePhoneNumber: undefined },
    issue('SourcePhoneNumber', 'is required when there is no QueueId'),
  ),
  valid('a queue for a source', { SourcePhoneNumber: undefined, QueueId: 'queue-1' }),
  valid('both source and queue', { QueueId: 'queue-1' }),
];

const attributeRows: Row[] = [
  valid('no attributes', { Attributes: {} }),
  valid('an empty attribute value', { Attributes: { 'a-b_C9': '' } }),
  valid('keys that JavaScript knows', {
    Attributes: { constructor: 'a', toString: 'b', hasOwnProperty: 'c', length: 'd' },
  }),
  valid('numeric keys', { Attributes: { 1: 'a', 0: 'b', '-1': 'c' } }),
  valid('the key __proto__', { Attributes: fromJson('{"__proto__":"a"}') }),
  invalid(
    'a number under the key __proto__',
    { Attributes: fromJson('{"__proto__":5}') },
    issue('Attributes.__proto__', 'must be a string, is a number'),
  ),
  invalid('an empty key', { Attributes: { '': 'x' } }, issue('Attributes.(masked key)', 'the key is empty')),
  ...['a b', 'größe', 'a.b', 'a\n', emoji, '１'].map((key) =>
    invalid(
      `the key ${JSON.stringify(key)}`,
      { Attributes: { [key]: 'x' } },
      issue('Attributes.(masked key)', keyAlphabet),
    ),
  ),
  valid('a key of 32,767 characters', { Attributes: { ['k'.repeat(32_767)]: '' } }),
  invalid(
    'a key of 32,768 characters',
    { Attributes: { ['k'.repeat(32_768)]: '' } },
    issue('Attributes.(masked key)', 'the key is longer than 32767 characters'),
  ),
  valid('a value of 32,767 characters', { Attributes: { k: 'v'.repeat(32_767) } }),
  invalid(
    'a value of 32,768 characters',
    { Attributes: { k: 'v'.repeat(32_768) } },
    issue('Attributes.k', 'is longer than 32767 characters'),
    issue('Attributes', tooManyBytes),
  ),
  valid('attributes of 32,768 bytes', { Attributes: attributesOf(32_768) }),
  beyond('json-schema').invalid(
    'attributes of 32,769 bytes',
    { Attributes: attributesOf(32_769) },
    issue('Attributes', tooManyBytes),
  ),
  beyond('json-schema').invalid(
    'attributes too large in UTF-8 alone',
    { Attributes: { k: emoji.repeat(8192) } },
    issue('Attributes', tooManyBytes),
  ),
  beyond('json-schema').invalid(
    'attributes too large by their keys',
    { Attributes: { ['k'.repeat(16_384)]: '', ['l'.repeat(16_385)]: '' } },
    issue('Attributes', tooManyBytes),
  ),
  beyond('json-schema').invalid(
    'NUL in an attribute',
    { Attributes: { k: '\0' } },
    issue('Attributes.k', 'holds a NUL character'),
  ),
  beyond('json-schema').invalid(
    'half a character in an attribute',
    { Attributes: { k: emoji.slice(1) } },
    issue('Attributes.k', 'holds half of a character (a lone surrogate)'),
  ),
];

const referenceRows: Row[] = [
  valid('no references', { References: {} }),
  ...['URL', 'NUMBER', 'STRING', 'EMAIL'].map((Type) => valid(`a reference of type ${Type}`, reference({ Type }))),
  ...[
    'ATTACHMENT',
    'CONTACT_ANALYSIS',
    'EMAIL_MESSAGE',
    'EMAIL_MESSAGE_PLAIN_TEXT',
    'EMAIL_MESSAGE_PLAIN_TEXT_REDACTED',
    'EMAIL_MESSAGE_REDACTED',
    'Url',
    '',
  ].map((Type) =>
    invalid(`a reference of type "${Type}"`, reference({ Type }), issue('References.ticket.Type', referenceTypes)),
  ),
  invalid('a reference without type', { References: { a: { Value: 'x' } } }, issue('References.a.Type', 'is required')),
  valid('a reference without value', { References: { a: { Type: 'DATE' } } }),
  valid('a date in epoch time', reference({ Type: 'DATE', Value: '1772442000' })),
  ...['2026-03-02', '', '-1', '1.5'].map((Value) =>
    invalid(`the date "${Value}"`, reference({ Type: 'DATE', Value }), issue('References.ticket.Value', epoch)),
  ),
  valid('a text that is no date', reference({ Type: 'STRING', Value: '2026-03-02' })),
  valid('a reference value of 4096', reference({ Value: emoji.repeat(4096) })),
  invalid(
    'a reference value of 4097',
    reference({ Value: emoji.repeat(4097) }),
    issue('References.ticket.Value', 'is longer than 4096 characters'),
  ),
  ...['AVAILABLE', 'DELETED', 'APPROVED', 'REJECTED', 'PROCESSING', 'FAILED'].map((Status) =>
    valid(`a reference with status ${Status}`, reference({ Status })),
  ),
  invalid(
    'a reference with status READY',
    reference({ Status: 'READY' }),
    issue('References.ticket.Status', 'must be AVAILABLE or DELETED or APPROVED or REJECTED or PROCESSING or FAILED'),
  ),
  valid('a reference ARN of 20', reference({ Arn: 'arn:aws:connect:us/a' })),
  valid(
    'a reference ARN with more than its first character binds',
    reference({ Arn: 'arn:aws:connect:us-west-2:instance/a_b c' }),
  ),
  invalid(
    'a reference ARN of 19',
    reference({ Arn: 'a'.repeat(19) }),
    issue('References.ticket.Arn', 'is shorter than 20 characters'),
  ),
  valid('a reference ARN of 256', reference({ Arn: 'a'.repeat(256) })),
  invalid(
    'a reference ARN of 257',
    reference({ Arn: 'a'.repeat(257) }),
    issue('References.ticket.Arn', 'is longer than 256 characters'),
  ),
  invalid(
    'a reference ARN that begins with a space',
    reference({ Arn: ` ${'a'.repeat(30)}` }),
    issue('References.ticket.Arn', 'must begin with a letter, a digit, -, : or /'),
  ),
  valid('a status reason of 100', reference({ StatusReason: emoji.repeat(100) })),
  invalid(
    'a status reason of 101',
    reference({ StatusReason: 'x'.repeat(101) }),
    issue('References.ticket.StatusReason', 'is longer than 100 characters'),
  ),
  valid('a reference key of 4096 of any characters', { References: { [emoji.repeat(4096)]: { Type: 'URL' } } }),
  invalid(
    'a reference key of 4097',
    { References: { ['k'.repeat(4097)]: { Type: 'URL' } } },
    issue('References.(masked key)', 'the key is longer than 4096 characters'),
  ),
  invalid(
    'an empty reference key',
    { References: { '': { Type: 'URL' } } },
    issue('References.(masked key)', 'the key is empty'),
  ),
  beyond('simulator').invalid(
    'the reference key __proto__',
    { References: fromJson('{"__proto__":{"Type":"URL"}}') },
    issue('References.__proto__', 'this key cannot be used'),
  ),
];

const campaignRows: Row[] = [
  valid('detection in a campaign', { ...campaign, ...detection(true) }),
  valid('detection switched off', detection(false)),
  valid('an empty detection', { AnswerMachineDetectionConfig: {} }),
  valid('a prompt awaited without detection', { AnswerMachineDetectionConfig: { AwaitAnswerMachinePrompt: true } }),
  invalid('detection without traffic type', detection(true), issue(detectionMember, needsCampaign)),
  invalid(
    'detection in general traffic',
    { TrafficType: 'GENERAL', ...detection(true) },
    issue(detectionMember, needsCampaign),
  ),
  valid('general traffic', { TrafficType: 'GENERAL' }),
  invalid(
    'the traffic type campaign',
    { TrafficType: 'campaign' },
    issue('TrafficType', 'must be GENERAL or CAMPAIGN'),
  ),
  invalid(
    'a ring timeout of 14 s',
    { ...campaign, RingTimeoutInSeconds: 14 },
    issue('RingTimeoutInSeconds', 'must be 15 or more'),
  ),
  valid('a ring timeout of 15 s', { ...campaign, RingTimeoutInSeconds: 15 }),
  valid('a ring timeout of 60 s', { ...campaign, RingTimeoutInSeconds: 60 }),
  invalid(
    'a ring timeout of 61 s',
    { ...campaign, RingTimeoutInSeconds: 61 },
    issue('RingTimeoutInSeconds', 'must be 60 or less'),
  ),
  invalid(
    'a ring timeout of 30.5 s',
    { ...campaign, RingTimeoutInSeconds: 30.5 },
    issue('RingTimeoutInSeconds', 'must be a whole number'),
  ),
  invalid(
    'a ring timeout without traffic type',
    { RingTimeoutInSeconds: 30 },
    issue('RingTimeoutInSeconds', needsCampaign),
  ),
  invalid(
    'a ring timeout in general traffic',
    { TrafficType: 'GENERAL', RingTimeoutInSeconds: 30 },
    issue('RingTimeoutInSeconds', needsCampaign),
  ),
];

const duration = (DurationInSeconds: number): Change => preview({ PostAcceptTimeoutConfig: { DurationInSeconds } });
const durationMember = `${previewPath}.PostAcceptTimeoutConfig.DurationInSeconds`;

const strategyRows: Row[] = [
  valid('a strategy by type', { OutboundStrategy: { Type: 'AGENT_FIRST' } }),
  valid('a strategy with an empty config', { OutboundStrategy: { Type: 'AGENT_FIRST', Config: {} } }),
  valid('a strategy with an empty agent-first config', {
    OutboundStrategy: { Type: 'AGENT_FIRST', Config: { AgentFirst: {} } },
  }),
  invalid('a strategy without type', { OutboundStrategy: {} }, issue('OutboundStrategy.Type', 'is required')),
  invalid(
    'the strategy AGENT_LAST',
    { OutboundStrategy: { Type: 'AGENT_LAST' } },
    issue('OutboundStrategy.Type', 'must be AGENT_FIRST'),
  ),
  valid('a preview', preview({})),
  valid('a preview without any action', preview({ AllowedUserActions: [] })),
  invalid(
    'a preview without timeout',
    preview({ PostAcceptTimeoutConfig: undefined }),
    issue(`${previewPath}.PostAcceptTimeoutConfig`, 'is required'),
  ),
  invalid('a preview without duration', preview({ PostAcceptTimeoutConfig: {} }), issue(durationMember, 'is required')),
  invalid(
    'a preview without actions',
    preview({ AllowedUserActions: undefined }),
    issue(`${previewPath}.AllowedUserActions`, 'is required'),
  ),
  invalid(
    'the action SKIP',
    preview({ AllowedUserActions: ['CALL', 'SKIP'] }),
    issue(`${previewPath}.AllowedUserActions.1`, 'must be CALL or DISCARD'),
  ),
  invalid('a duration of -1 s', duration(-1), issue(durationMember, 'must be 0 or more')),
  invalid('a duration of half a second', duration(0.5), issue(durationMember, 'must be a whole number')),
  valid('the longest duration', duration(2_147_483_647)),
  invalid('a duration beyond 32 bits', duration(2_147_483_648), issue(durationMember, 'must be 2147483647 or less')),
];

const unknown = (...row: Parameters<typeof invalid>): Row => beyond('simulator').invalid(...row);

/** Amazon Connect passes over what it does not know; here a typo is found. */
const unknownRows: Row[] = [
  unknown('an unknown member', { Colour: 'red' }, issue('Colour', 'is unknown')),
  unknown('a member in camelCase', { queueId: 'q' }, issue('queueId', 'is unknown; did you mean QueueId?')),
  unknown(
    'a member in kebab-case',
    { 'traffic-type': 'x' },
    issue('traffic-type', 'is unknown; did you mean TrafficType?'),
  ),
  unknown(
    'a member with a letter too few',
    { Atributes: {} },
    issue('Atributes', 'is unknown; did you mean Attributes?'),
  ),
  unknown('a member that JavaScript knows', { toString: 'x' }, issue('toString', 'is unknown')),
  unknown('a member that is a phone number', { '+12065550100': 'x' }, issue('(masked key)', 'is unknown')),
  unknown(
    'an unknown member of a reference',
    reference({ value: 'x' }),
    issue('References.ticket.value', 'is unknown; did you mean Value?'),
  ),
  unknown(
    'an unknown member of the detection',
    { AnswerMachineDetectionConfig: { AwaitPrompt: true } },
    issue('AnswerMachineDetectionConfig.AwaitPrompt', 'is unknown'),
  ),
  unknown(
    'an unknown member of the strategy',
    { OutboundStrategy: { Type: 'AGENT_FIRST', Conf: {} } },
    issue('OutboundStrategy.Conf', 'is unknown'),
  ),
  unknown(
    'an unknown member of the strategy config',
    { OutboundStrategy: { Type: 'AGENT_FIRST', Config: { agentFirst: {} } } },
    issue('OutboundStrategy.Config.agentFirst', 'is unknown; did you mean AgentFirst?'),
  ),
  unknown(
    'an unknown member of the agent-first config',
    { OutboundStrategy: { Type: 'AGENT_FIRST', Config: { AgentFirst: { preview: {} } } } },
    issue('OutboundStrategy.Config.AgentFirst.preview', 'is unknown; did you mean Preview?'),
  ),
  unknown('an unknown member of the preview', preview({ x: 1 }), issue(`${previewPath}.x`, 'is unknown')),
  unknown(
    'an unknown member of the timeout',
    preview({ PostAcceptTimeoutConfig: { DurationInSeconds: 1, Duration: 1 } }),
    issue(`${previewPath}.PostAcceptTimeoutConfig.Duration`, 'is unknown'),
  ),
];

/** A row per rule and side of facts of the operation's page: what is just valid and what is just not. */
export const requestRows: readonly Row[] = [
  valid('the least', {}),
  valid('all 16 members', fullRequest),
  ...missingRows,
  ...phoneRows('DestinationPhoneNumber'),
  ...phoneRows('SourcePhoneNumber'),
  ...textRows('ContactFlowId', { min: 1, max: 500 }),
  ...textRows('InstanceId', { min: 1, max: 100 }),
  valid('ClientToken of 255 bytes', { ClientToken: `${emoji.repeat(63)}abc` }),
  beyond('simulator').invalid(
    'ClientToken of 256 bytes',
    { ClientToken: 'x'.repeat(256) },
    issue('ClientToken', 'is longer than 255 bytes in UTF-8'),
  ),
  beyond('json-schema', 'simulator').invalid(
    'ClientToken of 86 characters that have 258 bytes',
    { ClientToken: '電'.repeat(86) },
    issue('ClientToken', 'is longer than 255 bytes in UTF-8'),
  ),
  ...textRows('QueueId', { min: 1 }),
  ...textRows('Name', { min: 0, max: 1024 }),
  ...textRows('Description', { min: 0, max: 4096 }),
  ...textRows('RelatedContactId', { min: 1, max: 256 }),
  ...textRows('CampaignId', { min: 1, max: 100 }),
  ...attributeRows,
  ...referenceRows,
  ...campaignRows,
  ...strategyRows,
  ...wrongTypes,
  ...nullRows,
  ...zeroRows,
  ...unknownRows,
];
