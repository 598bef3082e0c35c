import { InvalidArgumentError } from 'commander';
import { requireInstanceId } from '../temporal/lines-workflow.js';

/** Reads the ID or ARN of an Amazon Connect instance. */
export function instanceId(text: string): string {
  try {
    requireInstanceId(text);
  } catch {
    throw new InvalidArgumentError(
      'It must be the whole ID of an instance, such as 11111111-1111-4111-8111-111111111111, or its ARN.',
    );
  }
  return text;
}
