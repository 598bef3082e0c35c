import { DefaultFailureConverter } from '@temporalio/common';

/**
 * Puts a failure's message and stack into a payload, so that the codec encrypts them too. Loaded by its path, by the worker for activities and
 * in the workflow bundle for workflows. Clients need it not: they read both forms.
 */
export const failureConverter = new DefaultFailureConverter({ encodeCommonAttributes: true });
