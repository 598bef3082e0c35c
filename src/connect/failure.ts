import { ApplicationFailure } from '@temporalio/common';
import { withoutStack } from '../contract/failures.js';

export type FailureOptions = NonNullable<Parameters<typeof ApplicationFailure.create>[0]>;

/** A failure that is meant. */
export const failure = (options: FailureOptions): ApplicationFailure =>
  withoutStack(ApplicationFailure.create(options));
