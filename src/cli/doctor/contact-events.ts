import { GetQueueAttributesCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { ownTrouble } from '../../connect/remedies.js';
import { reasonOf } from '../../contact-events/events-queue.js';
import { roughDuration } from '../../contract/rough-duration.js';
import type { Client } from '@temporalio/client';
import { toldEnds } from '../../temporal/contact-ends.js';
import { counted, ok, unknown, warning, broken, type Finding } from './finding.js';

/** So many calls tell enough. */
const mostCalls = 20;
const dayMs = 86_400_000;

const setUp = 'Run `ringonce events`, and check the EventBridge rule and its target: docs/contact-events.md.';

/** Whether contact events arrive, told from how the calls of the last day learned their end. */
export async function contactEventsFinding(client: Client, nowMs: number): Promise<Finding> {
  const check = 'contact events';
  const ends = await toldEnds(client, { most: mostCalls, since: new Date(nowMs - dayMs) });
  if (ends.length === 0) return unknown(check, 'no call that was followed has ended in the last day');
  const byEvent = ends.filter(({ by }) => by === 'event');
  const [latest] = byEvent;
  const of = `${byEvent.length} of the last ${counted(ends.length, 'call')} ended by an event`;
  if (latest === undefined)
    return warning(check, `none arrives: ${of}, the others by queries, which cost time and quota`, setUp);
  const says = `the last one ended a call ${roughDuration(nowMs - latest.at.getTime())} ago; ${of}`;
  return byEvent.length * 2 < ends.length ? warning(check, says, setUp) : ok(check, says);
}

/** Messages that nobody takes pile up. */
export async function eventsQueueFinding(sqs: SQSClient, queueUrl: string): Promise<Finding> {
  const check = 'queue of events';
  const attributes = await sqs
    .send(
      new GetQueueAttributesCommand({
        QueueUrl: queueUrl,
        AttributeNames: ['VisibilityTimeout', 'RedrivePolicy', 'ApproximateNumberOfMessages'],
      }),
    )
    .catch((error: unknown) => error as Error);
  if (attributes instanceof Error)
    return broken(
      check,
      `${queueUrl} cannot be read: ${reasonOf(attributes)}`,
      ownTrouble(attributes.name, attributes.message) ??
        "Check the URL, that AWS_REGION is the queue's, and that sqs:GetQueueAttributes is allowed, as it is to `ringonce events`.",
    );
  const { VisibilityTimeout, RedrivePolicy, ApproximateNumberOfMessages = '0' } = attributes.Attributes ?? {};
  const waiting = `${counted(Number(ApproximateNumberOfMessages), 'message')} waiting`;
  if (VisibilityTimeout === '0')
    return broken(check, `its visibility timeout is 0 s: every message comes over and over; ${waiting}`, 'Set 60 s.');
  if (RedrivePolicy === undefined)
    return warning(
      check,
      `it has no redrive policy: a message that is no event comes again until its retention is over; ${waiting}`,
      'Give it a dead-letter queue: docs/contact-events.md.',
    );
  return ok(check, waiting);
}
