// What is known of a dial under way, and of a call that has ended, as lines: name and value.
import type { CallResult } from '../client/index.js';
import { wordsOf } from '../contract/call-status.js';
import type { DialUnderWay } from '../contract/call-view.js';
import type { Clock } from './clock.js';

export type Facts = readonly (readonly [name: string, value: string | undefined])[];

export function dialFacts({ attempts, lastAnswer, nextTryAt, mayBeRinging }: DialUnderWay, clock: Clock): Facts {
  if (attempts === 0) return [['attempts', 'none yet: it waits for the dial rate, or for a worker']];
  return [
    ['attempts', String(attempts)],
    ['last answer', lastAnswer],
    ['next try', clock.instant(nextTryAt)],
    ['may ring', mayBeRinging ? 'yes: a request is in flight, or may have arrived' : 'no: nothing was placed'],
  ];
}

/** Outcome and contact stand elsewhere. */
export function resultFacts(result: CallResult, clock: Clock): Facts {
  const { dialAttempts, resent, answeringMachineDetectionStatus: heard, disconnectReason } = result;
  return [
    ['dialled', clock.instant(result.dialledAt)],
    ['attempts', dialAttempts === undefined ? undefined : `${dialAttempts}${resent === true ? ', sent again' : ''}`],
    ['answered by', result.answeredBy],
    ['heard', heard && wordsOf(heard)],
    ['rang', seconds(result.ringSeconds)],
    ['talked', seconds(result.talkSeconds)],
    ['connected', clock.instant(result.connectedAt)],
    ['disconnected', together(clock.instant(result.disconnectedAt), disconnectReason && wordsOf(disconnectReason))],
    ['stopped', result.stopped === true ? 'Amazon Connect was asked to stop it' : undefined],
    ['reason', result.reason],
  ];
}

const seconds = (number: number | undefined): string | undefined => (number === undefined ? undefined : `${number} s`);

function together(...words: readonly (string | undefined)[]): string | undefined {
  const told = words.filter((word) => word !== undefined);
  return told.length === 0 ? undefined : told.join(', ');
}
