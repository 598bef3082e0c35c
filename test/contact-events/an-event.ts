/** IDs as AWS's samples have them. */
export const instanceId = '846ec553-a005-41c0-8341-000000000002';
export const contactId = '11111111-1111-4111-8111-111111111111';

interface EventChange {
  readonly eventType?: string;
  readonly InstanceId?: string;
  readonly ContactId?: string;
  /** Members of `detail`; undefined takes one away. */
  readonly detail?: Readonly<Record<string, unknown>>;
  /** Members of the envelope. */
  readonly envelope?: Readonly<Record<string, unknown>>;
}

/** A phone number that must appear in no log line. */
export const systemNumber = '+12065550199';

/** An event as EventBridge delivers it; a test sets only what it is about. */
export function anEvent(change: EventChange = {}): Record<string, unknown> {
  const { eventType = 'DISCONNECTED', InstanceId = instanceId, ContactId = contactId } = change;
  const instanceArn = `arn:aws:connect:us-west-2:111122223333:instance/${InstanceId}`;
  return JSON.parse(
    JSON.stringify({
      version: '0',
      id: '22222222-2222-4222-8222-222222222222',
      'detail-type': 'Amazon Connect Contact Event',
      source: 'aws.connect',
      account: '111122223333',
      time: '2026-03-02T17:00:37Z',
      region: 'us-west-2',
      resources: [instanceArn, `${instanceArn}/contact/${ContactId}`],
      detail: {
        eventType,
        contactId: ContactId,
        channel: 'VOICE',
        instanceArn,
        initiationMethod: 'API',
        initiationTimestamp: '2026-03-02T17:00:00.000Z',
        systemEndpoint: { address: systemNumber, type: 'TELEPHONE_NUMBER' },
        tags: { 'aws:connect:systemEndpoint': systemNumber },
        ...change.detail,
      },
      ...change.envelope,
    }),
  ) as Record<string, unknown>;
}
