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
  /** When it was stopped by StopContact, if it was: epoch milliseconds on the contact's own clock. */
  readonly stoppedAtMs?: number;
}

/** A contact at one moment; instants are epoch milliseconds and present only once they have come. */
export interface ContactState {
  readonly phase: 'ringing' | 'connected' | 'ended';
  readonly connectedAtMs?: number;
  readonly endedAtMs?: number;
  /** Set when ended, unless Connect gives no reason. */
  readonly disconnectReason?: string;
  /** Only for campaign traffic with answering machine detection; not while it rings. */
  readonly amdStatus?: string;
}

/**
 * How far a contact has come at `nowMs`. A pure function: nothing runs between two looks, so that a simulator at any speed, and one
 * whose clock a test holds, tell the same story.
 */
export function contactStateAt(dialled: Dialled, nowMs: number): ContactState {
  const { request, startedAtMs } = dialled;
  const { connectedAfterMs, endedAfterMs, disconnectReason, amdStatus } = stoppedCourse(dialled);
  const elapsedMs = nowMs - startedAtMs;
  const isConnected = connectedAfterMs !== undefined && elapsedMs >= connectedAfterMs;
  const isEnded = elapsedMs >= endedAfterMs;
  return {
    phase: isEnded ? 'ended' : isConnected ? 'connected' : 'ringing',
    ...(isConnected && { connectedAtMs: startedAtMs + connectedAfterMs }),
    ...(isEnded && { endedAtMs: startedAtMs + endedAfterMs }),
    ...(isEnded && disconnectReason !== null && { disconnectReason }),
    ...((isConnected || isEnded) && isAmdOn(request) && { amdStatus }),
  };
}

interface Course {
  readonly connectedAfterMs?: number;
  readonly endedAfterMs: number;
  readonly disconnectReason: string | null;
  readonly amdStatus: string;
}

/** A contact's whole life, also what is still to come. */
export interface Life {
  readonly connectedAtMs?: number;
  readonly endedAtMs: number;
  readonly disconnectReason: string | null;
  readonly amdStatus: string;
  readonly isAmdOn: boolean;
}

export function lifeOf(dialled: Dialled): Life {
  const { connectedAfterMs, endedAfterMs, disconnectReason, amdStatus } = stoppedCourse(dialled);
  const { startedAtMs, request } = dialled;
  return {
    ...(connectedAfterMs !== undefined && { connectedAtMs: startedAtMs + connectedAfterMs }),
    endedAtMs: startedAtMs + endedAfterMs,
    disconnectReason,
    amdStatus,
    isAmdOn: isAmdOn(request),
  };
}

/** A contact that was stopped ends there, with a reason of its own: "cancelled before it was answered", or "ended by an API call". */
function stoppedCourse(dialled: Dialled): Course {
  const course = courseOf(dialled);
  const stoppedAfterMs = (dialled.stoppedAtMs ?? Infinity) - dialled.startedAtMs;
  if (stoppedAfterMs >= course.endedAfterMs) return course;
  const isConnected = (course.connectedAfterMs ?? Infinity) <= stoppedAfterMs;
  return isConnected
    ? { ...course, endedAfterMs: stoppedAfterMs, disconnectReason: 'OTHER' }
    : { endedAfterMs: stoppedAfterMs, disconnectReason: 'TELECOM_ORIGINATOR_CANCEL', amdStatus: 'AMD_NOT_APPLICABLE' };
}

function courseOf({ story, request }: Dialled): Course {
  const limitMs = request.RingTimeoutInSeconds === undefined ? dialLimitMs : request.RingTimeoutInSeconds * 1000;
  const { disconnectReason, amdStatus } = story;
  const firstEventMs = story.happens === 'answered' ? story.answeredAfterMs : story.endsAfterMs;
  if (firstEventMs === 'dial-limit') return { endedAfterMs: limitMs, disconnectReason, amdStatus };
  if (firstEventMs >= limitMs) {
    return { endedAfterMs: limitMs, disconnectReason: 'TELECOM_TIMEOUT', amdStatus: 'AMD_UNANSWERED' };
  }
  if (story.happens === 'not-answered') return { endedAfterMs: firstEventMs, disconnectReason, amdStatus };
  return { connectedAfterMs: firstEventMs, endedAfterMs: firstEventMs + story.talkMs, disconnectReason, amdStatus };
}

function isAmdOn({ TrafficType, AnswerMachineDetectionConfig }: OutboundVoiceRequest): boolean {
  return TrafficType === 'CAMPAIGN' && AnswerMachineDetectionConfig?.EnableAnswerMachineDetection === true;
}
