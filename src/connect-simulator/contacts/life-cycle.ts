import type { OutboundVoiceRequest } from './outbound-voice-request.js';
import type { Story } from './scenarios.js';

/** "There is a 60-second dialing timeout for this operation." */
const dialLimitMs = 60_000;

/** All that a contact's life follows from. */
export interface Dialled {
  readonly story: Story;
  readonly request: OutboundVoiceRequest;
  /** Epoch milliseconds. */
  readonly startedAtMs: number;
  readonly cutShort?: CutShort;
}

/** An end that someone put to a contact before its story's own. */
export interface CutShort {
  /** Epoch milliseconds. */
  readonly atMs: number;
  readonly disconnectReason: string;
}

/** A contact at one moment; instants are epoch milliseconds and present only once they have come. */
export interface ContactState {
  readonly phase: 'ringing' | 'connected' | 'ended';
  readonly connectedAtMs?: number;
  readonly queuedAtMs?: number;
  readonly withAgentAtMs?: number;
  readonly endedAtMs?: number;
  /** Set when ended, unless Connect gives no reason. */
  readonly disconnectReason?: string;
  /** Only for campaign traffic with answering machine detection; not while it rings. */
  readonly amdStatus?: string;
  /** What detection heard first; only with detection, and where someone or something speaks. */
  readonly greetingStartedAtMs?: number;
  readonly greetingEndedAtMs?: number;
}

/**
 * How far a contact has come at `nowMs`. A pure function: nothing runs between two looks, so that a simulator at any speed, and one
 * whose clock a test holds, tell the same story.
 */
export function contactStateAt(dialled: Dialled, nowMs: number): ContactState {
  const { request, startedAtMs } = dialled;
  const { disconnectReason, amdStatus, ...moments } = courseOf(dialled);
  const elapsedMs = Math.min(nowMs - startedAtMs, moments.endedAfterMs);
  const hasCome = (afterMs: number | undefined): afterMs is number => afterMs !== undefined && afterMs <= elapsedMs;
  const come = <Name extends string>(name: Name, afterMs: number | undefined) =>
    (hasCome(afterMs) ? { [name]: startedAtMs + afterMs } : {}) as { readonly [K in Name]?: number };
  const isConnected = hasCome(moments.connectedAfterMs);
  const isEnded = hasCome(moments.endedAfterMs);
  return {
    phase: isEnded ? 'ended' : isConnected ? 'connected' : 'ringing',
    ...come('connectedAtMs', moments.connectedAfterMs),
    ...come('queuedAtMs', moments.queuedAfterMs),
    ...come('withAgentAtMs', moments.withAgentAfterMs),
    ...come('endedAtMs', moments.endedAfterMs),
    ...(isEnded && disconnectReason !== null && { disconnectReason }),
    ...((isConnected || isEnded) && isAmdOn(request) && { amdStatus }),
    ...(isAmdOn(request) && {
      ...come('greetingStartedAtMs', moments.greetingStartsAfterMs),
      ...come('greetingEndedAtMs', moments.greetingEndsAfterMs),
    }),
  };
}

/** Moments are milliseconds from the start; those behind the end never come. */
interface Course {
  readonly connectedAfterMs?: number;
  readonly queuedAfterMs?: number;
  readonly withAgentAfterMs?: number;
  readonly greetingStartsAfterMs?: number;
  readonly greetingEndsAfterMs?: number;
  readonly endedAfterMs: number;
  readonly disconnectReason: string | null;
  readonly amdStatus: string;
}

function courseOf(dialled: Dialled): Course {
  const course = courseOfStory(dialled);
  const { cutShort, startedAtMs } = dialled;
  if (!cutShort) return course;
  const { atMs, disconnectReason } = cutShort;
  const endedAfterMs = atMs - startedAtMs;
  const isAnswered = course.connectedAfterMs !== undefined && course.connectedAfterMs <= endedAfterMs;
  return { ...course, endedAfterMs, disconnectReason, ...(!isAnswered && { amdStatus: 'AMD_UNANSWERED' }) };
}

function courseOfStory({ story, request }: Dialled): Course {
  const limitMs = request.RingTimeoutInSeconds === undefined ? dialLimitMs : request.RingTimeoutInSeconds * 1000;
  const { disconnectReason, amdStatus } = story;
  const firstEventMs = story.happens === 'answered' ? story.answeredAfterMs : story.endsAfterMs;
  if (firstEventMs === 'dial-limit') return { endedAfterMs: limitMs, disconnectReason, amdStatus };
  if (firstEventMs >= limitMs) {
    return { endedAfterMs: limitMs, disconnectReason: 'TELECOM_TIMEOUT', amdStatus: 'AMD_UNANSWERED' };
  }
  if (story.happens === 'not-answered') return { endedAfterMs: firstEventMs, disconnectReason, amdStatus };
  const { talkMs, agent } = story;
  const greetingMs = greetingMsOf[amdStatus];
  return {
    connectedAfterMs: firstEventMs,
    ...(agent && {
      queuedAfterMs: firstEventMs + agent.queuedAfterMs,
      withAgentAfterMs: firstEventMs + agent.joinsAfterMs,
    }),
    ...(greetingMs !== undefined && {
      greetingStartsAfterMs: firstEventMs,
      greetingEndsAfterMs: firstEventMs + greetingMs,
    }),
    endedAfterMs: firstEventMs + talkMs,
    disconnectReason,
    amdStatus,
  };
}

/** How long the greeting is, by what detection took it for. Silence, a fax and what it could not tell have none. */
const greetingMsOf: Readonly<Record<string, number>> = {
  HUMAN_ANSWERED: 1000,
  VOICEMAIL_BEEP: 4000,
  VOICEMAIL_NO_BEEP: 4000,
};

function isAmdOn({ TrafficType, AnswerMachineDetectionConfig }: OutboundVoiceRequest): boolean {
  return TrafficType === 'CAMPAIGN' && AnswerMachineDetectionConfig?.EnableAnswerMachineDetection === true;
}
