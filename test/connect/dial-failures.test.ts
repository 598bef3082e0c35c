import { type ApplicationFailure, defaultFailureConverter, defaultPayloadConverter } from '@temporalio/common';
import { ConnectServiceException } from '@aws-sdk/client-connect';
import { expect, it } from 'vitest';
import { answerOf } from '../../src/connect/classify-error.js';
import { dialAgain, dialOutcomeUnknown, dialRefused, dialWindowClosed } from '../../src/connect/dial-failures.js';
import { freezeRequest } from '../../src/contract/request.js';
import { aRequest } from '../support/requests.js';

const personal = {
  destination: '+12065550100',
  source: '+12065550199',
  name: 'Anna "Ann" Example',
  description: 'owes two\nbooks',
  attribute: 'anna@example.org',
  reference: 'https://example.org/anna?id=1',
  statusReason: 'moved house',
};

const request = freezeRequest(
  aRequest({
    DestinationPhoneNumber: personal.destination,
    SourcePhoneNumber: personal.source,
    Name: personal.name,
    Description: personal.description,
    Attributes: { mail: personal.attribute },
    References: { page: { Type: 'URL', Value: personal.reference, StatusReason: personal.statusReason } },
  }),
  'order-4711',
);

const requestId = '5e7cbb4f-7a1e-4b7c-9c2f-2f1f4c1a9d10';

/** As a service might word it: each value bare, in JSON, without its +, and as people write numbers. */
function quoting(value: string): string {
  const written = value.startsWith('+') ? ` ${value.slice(1)} (206) 555-0100 206.555.0199` : '';
  return `1 validation error: Value '${value}' ${JSON.stringify({ value })}${written} at 'x' (request ${requestId}, call order-4711)`;
}

const errorWith = (message: string, status: number) =>
  new ConnectServiceException({
    name: 'InvalidParameterException',
    $fault: 'client',
    message,
    $metadata: { httpStatusCode: status, requestId },
  });

/** All that leaves the worker, as the history and the UI show it. */
const shown = (failure: ApplicationFailure): string =>
  JSON.stringify(defaultFailureConverter.errorToFailure(failure, defaultPayloadConverter), (_key, value: unknown) =>
    value instanceof Uint8Array ? new TextDecoder().decode(value) : value,
  );

const digits = (text: string) => text.replace(/[^\da-z+]/gi, '');

const failures = {
  dialRefused: (message: string) =>
    dialRefused({ request, answer: answerOf(errorWith(message, 400)), maybePlacedSinceMs: undefined }),
  dialAgain: (message: string) =>
    dialAgain({ request, answer: answerOf(errorWith(message, 500)), maybePlacedSinceMs: 1 }, 1_500),
  dialWindowClosed: (message: string) =>
    dialWindowClosed(
      { request, answer: answerOf(errorWith(message, 429)), maybePlacedSinceMs: undefined },
      '2026-03-02T18:00:00Z',
    ),
  dialOutcomeUnknown: (message: string) =>
    dialOutcomeUnknown(
      { request, answer: answerOf(errorWith(message, 500)), maybePlacedSinceMs: 1 },
      'its window is over',
    ),
};

it.each(
  Object.entries(failures).flatMap(([failure, create]) =>
    Object.entries(personal).map(([what, value]) => ({ failure, create, what, value })),
  ),
)('$failure does not tell the $what that the service quotes', ({ create, value }) => {
  const failure = create(quoting(value));

  const text = shown(failure);
  for (const form of [value, JSON.stringify(value).slice(1, -1), JSON.stringify(JSON.stringify(value)).slice(3, -3)]) {
    expect(text).not.toContain(form);
  }
  expect(digits(text)).not.toMatch(/2065550(100|199)/);
  expect(failure.message).toContain('•••');
  expect(failure.cause?.message).toContain('•••');
});

it.each(Object.entries(failures))('%s keeps what a support case needs', (_name, create) => {
  const failure = create(quoting(personal.name));

  expect(failure.details).toMatchObject([{ requestId }]);
  expect(failure.message).toContain(requestId);
  expect(failure.message).toContain('order-4711');
  expect(failure.cause).toMatchObject({ name: 'InvalidParameterException' });
  expect(failure.cause?.message).toContain(requestId);
  // Of an operator's view it would be the longest part.
  expect([failure.stack, failure.cause?.stack]).toEqual(['', '']);
});

it('an answer that is not JSON is not quoted, not even in pieces', () => {
  let cause: unknown;
  try {
    JSON.parse(`Anna "Ann" Exam`);
  } catch (error) {
    cause = error;
  }
  const failure = dialAgain({ request, answer: answerOf(cause), maybePlacedSinceMs: 1 }, 1_500);

  expect(shown(failure)).not.toMatch(/Anna|Exam/);
  expect(failure.message).toContain('is not valid JSON');
});

it('nothing else of the error goes along', () => {
  const error = Object.assign(errorWith('no', 400), { Name: personal.name, $response: { body: personal.name } });
  const failure = dialRefused({
    request,
    answer: answerOf(Object.assign(error, { cause: new Error(personal.name) })),
    maybePlacedSinceMs: undefined,
  });

  expect(shown(failure)).not.toContain('Anna');
});
