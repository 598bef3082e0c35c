import { ApplicationFailure } from '@temporalio/common';

export type FailureOptions = NonNullable<Parameters<typeof ApplicationFailure.create>[0]>;

/** A failure that is meant: where in ringonce it was made tells an operator nothing, and the UI would show it first. */
export function failure(options: FailureOptions): ApplicationFailure {
  const made = ApplicationFailure.create(options);
  made.stack = '';
  return made;
}
