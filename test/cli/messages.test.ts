import { ServiceError } from '@temporalio/client';
import { describe, expect, it } from 'vitest';
import { dialRefused } from '../../src/connect/dial-failures.js';
import { answerOf } from '../../src/connect/classify-error.js';
import { messageOf } from '../../src/cli/messages.js';
import { CallRefusedError } from '../../src/client/index.js';
import { freezeRequest } from '../../src/contract/request.js';
import { aRequest } from '../support/requests.js';

describe('a refusal', () => {
  it.each([400, 403, undefined])(
    "says AWS's name once, which it said twice, and keeps AWS's sentence (%s)",
    (status) => {
      const $metadata = status === undefined ? {} : { httpStatusCode: status };
      const awsError = Object.assign(new Error('The number may not be called.'), {
        name: 'DestinationNotAllowedException',
        $metadata,
      });
      const answer = answerOf(awsError);
      const request = freezeRequest(aRequest(), 'order-1');
      const { type, message } = dialRefused({ request, answer, maybePlacedSinceMs: undefined });

      const said = messageOf(new CallRefusedError(type ?? '', message));

      expect(said).toMatch(
        /^An error occurred \(DestinationNotAllowedException\) when calling the StartOutboundVoiceContact operation: The number may not be called\. Correct the number/,
      );
    },
  );

  it('of other words is left as it is', () => {
    expect(messageOf(new CallRefusedError('Refused', 'Refused: no.'))).toMatch(/ operation: Refused: no\.$/);
  });
});

describe('Temporal going away in mid-command', () => {
  it.each([
    {
      details: 'No connection established. Last error: Error: connect ECONNREFUSED 127.0.0.1:7233. Resolution note: ',
      reason: 'connect ECONNREFUSED 127.0.0.1:7233',
    },
    { details: 'read ECONNRESET', reason: 'read ECONNRESET' },
    { details: 'Connection dropped', reason: 'Connection dropped' },
  ])("is told without gRPC's frame, which said: $details", ({ details, reason }) => {
    const cause = Object.assign(new Error(details), { code: 14, details, metadata: {} });

    expect(messageOf(new ServiceError('Failed to describe workflow', { cause }))).toBe(
      `error: Temporal cannot be reached any more (${reason}).`,
    );
  });
});
