import { instantInWords } from '../contract/hold-in-words.js';
import type { CallResult } from '../contract/index.js';

/** A result's members as lines, name and value; outcome and contact are told elsewhere. */
export function resultInWords(result: CallResult): readonly (readonly [string, string | undefined])[] {
  const { answeredBy, dialAttempts, resent, stopped } = result;
  return [
    ['dialled', instantInWords(result.dialledAt)],
    ['attempts', dialAttempts === undefined ? undefined : `${dialAttempts}${resent === true ? ', sent again' : ''}`],
    ['answered by', answeredBy],
    ['heard', result.answeringMachineDetectionStatus],
    ['rang', seconds(result.ringSeconds)],
    ['talked', seconds(result.talkSeconds)],
    ['connected', instantInWords(result.connectedAt)],
    ['disconnected', together(instantInWords(result.disconnectedAt), result.disconnectReason)],
    ['stopped', stopped === true ? 'Amazon Connect was asked to stop it' : undefined],
    ['reason', result.reason],
  ];
}

const seconds = (number: number | undefined): string | undefined => (number === undefined ? undefined : `${number} s`);

function together(...words: readonly (string | undefined)[]): string | undefined {
  const told = words.filter((word) => word !== undefined);
  return told.length === 0 ? undefined : told.join('  ');
}
