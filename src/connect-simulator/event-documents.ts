import { createHash } from 'node:crypto';

import type { Contact } from './contact.js';
import { lifeOf } from './life-cycle.js';

/** The kinds of event that the modelled stories have. */
export const eventTypes = ['INITIATED', 'CONNECTED_TO_SYSTEM', 'DISCONNECTED', 'COMPLETED'] as const;
export type EventType = (typeof eventTypes)[number];

/** An event of a contact, and when it is due on the contact's own clock, epoch milliseconds. */
export interface DueEvent {
  readonly type: EventType;
  readonly dueAtMs: number;
  readonly document: object;
}

/**
 * All events of a contact's life as it stands now: stopping it moves its end. User attributes are in none of them.
 * @see https://docs.aws.amazon.com/connect/latest/adminguide/contact-events.html
 */
export function eventsOf(contact: Contact): DueEvent[] {
  const { startedAtMs, arn, contactId, request } = contact;
  const { connectedAtMs, endedAtMs, disconnectReason, amdStatus, isAmdOn } = lifeOf(contact);
  const instanceArn = arn.slice(0, arn.indexOf('/contact/'));
  const [, , , region, account] = arn.split(':');
  const isCampaign = request.TrafficType === 'CAMPAIGN';
  const event = (type: EventType, dueAtMs: number): DueEvent => {
    const isConnected = connectedAtMs !== undefined && dueAtMs >= connectedAtMs && type !== 'INITIATED';
    const isEnded = type === 'DISCONNECTED' || type === 'COMPLETED';
    const detail = {
      eventType: type,
      contactId,
      channel: 'VOICE',
      instanceArn,
      initiationMethod: 'API',
      initiationTimestamp: instant(startedAtMs),
      ...(isConnected && { connectedToSystemTimestamp: instant(connectedAtMs) }),
      ...(isEnded && { disconnectTimestamp: instant(endedAtMs) }),
      // Documented for campaign contacts; others have theirs from DescribeContact.
      ...(isEnded && isCampaign && disconnectReason !== null && { disconnectReason }),
      ...(isAmdOn && (isConnected || isEnded) && { answeringMachineDetectionStatus: amdStatus }),
      ...(request.CampaignId !== undefined && { campaign: { campaignId: request.CampaignId } }),
      tags: { 'aws:connect:instanceId': request.InstanceId },
    };
    return {
      type,
      dueAtMs,
      document: {
        version: '0',
        id: uuidOf(`${contactId} ${type}`),
        'detail-type': 'Amazon Connect Contact Event',
        source: 'aws.connect',
        account,
        time: instant(dueAtMs).replace(/\.\d+/, ''),
        region,
        resources: [instanceArn, arn],
        detail,
      },
    };
  };
  return [
    event('INITIATED', startedAtMs),
    ...(connectedAtMs === undefined ? [] : [event('CONNECTED_TO_SYSTEM', connectedAtMs)]),
    event('DISCONNECTED', endedAtMs),
    event('COMPLETED', endedAtMs),
  ];
}

const instant = (atMs: number): string => new Date(atMs).toISOString();

/** The same event has the same ID each time it is asked for. */
function uuidOf(name: string): string {
  const hash = createHash('sha256').update(name).digest('hex');
  return [
    hash.slice(0, 8),
    hash.slice(8, 12),
    `4${hash.slice(13, 16)}`,
    `8${hash.slice(17, 20)}`,
    hash.slice(20, 32),
  ].join('-');
}
