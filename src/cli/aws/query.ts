import { UsageError } from '../errors.js';

/** Any answer has this form. */
const anAnswer = { ContactId: '00000000-0000-4000-8000-000000000000' };

/**
 * What a JMESPath expression selects of the answer. It is tried on an answer before anything is started: an error that came only after the
 * call was placed would hide its ContactId.
 *
 * The library is by the author of the specification and speaks the AWS CLI's dialect; the community's takes more, and reads some otherwise.
 *
 * @throws UsageError
 */
export async function selectionOf(query: string | undefined): Promise<(answer: unknown) => unknown> {
  if (query === undefined) return (answer) => answer;
  const { default: jmespath } = await import('jmespath');
  const select = (answer: unknown): unknown => jmespath.search(answer, query) as unknown;
  try {
    select(anAnswer);
  } catch (error) {
    const { name, message } = error as Error;
    const isUnreadable = name === 'ParserError' || name === 'LexerError';
    throw isUnreadable
      ? new UsageError(`--query: is not a JMESPath expression (${message}). Example: --query ContactId`)
      : new UsageError(`--query: ${message}`, { exitCode: 255 });
  }
  return select;
}
