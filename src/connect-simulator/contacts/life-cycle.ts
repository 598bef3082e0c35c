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

/** Epoch milliseconds. */
interface Moments {
  readonly connectedAtMs?: number;
  readonly queuedAtMs?: number;
  readonly withAgentAtMs?: number;
  /** What detection heard first; only with detection, and where someone or something speaks. */
  readonly greetingStartedAtMs?: number;
  readonly greetingEndedAtMs?: number;
  readonly endedAtMs?: number;
}

/** A contact at one moment, with the moments that have come by then. */
export interface ContactState extends Moments {
  readonly phase: 'ringing' | 'connected' | 'ended';
  /** Set when ended, unless Connect gives no reason. */
  readonly disconnectReason?: string;
  /** Only for campaign traffic with answering machine detection; not while it rings. */
  readonly amdStatus?: string;
}

/**
 * How far a contact has come at `nowMs`. A pure function: nothing runs between two queries, so that a simulator at any speed, and one
 * whose clock a test holds, tell the same story.
 */
export function contactStateAt(dialled: Dialled, nowMs: number): ContactState {
  const { disconnectReason, amdStatus, ...moments } = courseOf(dialled);
  const untilMs = Math.min(nowMs, moments.endedAtMs);
  const come: Moments = Object.fromEntries(Object.entries(moments).filter(([, atMs]) => atMs <= untilMs));
  const isEnded = come.endedAtMs !== undefined;
  const phase = isEnded ? 'ended' : come.connectedAtMs !== undefined ? 'connected' : 'ringing';
  return {
    phase,
    ...come,
    ...(isEnded && disconnectReason !== null && { disconnectReason }),
    ...(phase !== 'ringing' && isAmdOn(dialled.request) && { amdStatus }),
  };
}

/** A whole life. Moments behind its end never come. */
interface Course extends Moments {
  readonly endedAtMs: number;
  readonly disconnectReason: string | null;
  readonly amdStatus: string;
}

function courseOf(dialled: Dialled): Course {
  const course = courseOfStory(dialled);
  if (!dialled.cutShort) return course;
  const { atMs: endedAtMs, disconnectReason } = dialled.cutShort;
  const isAnswered = course.connectedAtMs !== undefined && course.connectedAtMs <= endedAtMs;
  return { ...course, endedAtMs, disconnectReason, ...(!isAnswered && { amdStatus: 'AMD_UNANSWERED' }) };
}

function courseOfStory({ story, request, startedAtMs }: Dialled): Course {
  const { RingTimeoutInSeconds } = request;
  const limitAtMs = startedAtMs + (RingTimeoutInSeconds === undefined ? dialLimitMs : RingTimeoutInSeconds * 1000);
  const { disconnectReason, amdStatus } = story;
  const firstEventMs = story.happens === 'answered' ? story.answeredAfterMs : story.endsAfterMs;
  if (firstEventMs === 'dial-limit') return { endedAtMs: limitAtMs, disconnectReason, amdStatus };
  const atMs = startedAtMs + firstEventMs;
  if (atMs >= limitAtMs) {
    return { endedAtMs: limitAtMs, disconnectReason: 'TELECOM_TIMEOUT', amdStatus: 'AMD_UNANSWERED' };
  }
  if (story.happens === 'not-answered') return { endedAtMs: atMs, disconnectReason, amdStatus };
  const { talkMs, agent } = story;
  const greetingMs = isAmdOn(request) ? greetingMsOf[amdStatus] : undefined;
  return {
    connectedAtMs: atMs,
    ...(agent && { queuedAtMs: atMs + agent.queuedAfterMs, withAgentAtMs: atMs + agent.joinsAfterMs }),
    ...(greetingMs !== undefined && { greetingStartedAtMs: atMs, greetingEndedAtMs: atMs + greetingMs }),
    endedAtMs: atMs + talkMs,
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
