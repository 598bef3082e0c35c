import { allHandlersFinished, CancellationScope, condition, patched, workflowInfo } from '@temporalio/workflow';

/** Who starts a call and then asks for its ContactId asks within that time. */
const openForQuestionsMs = 2_000;

/**
 * Every question that was asked is answered before the workflow closes, also when it was cancelled: of a closed one the server says only
 * that it is closed.
 *
 * @param failure of a workflow that fails at its very start, before anybody could ask: it stays open for a moment; `isTold` once it was told
 */
export async function answerLastQuestions(failure?: { readonly isTold: () => boolean }): Promise<void> {
  // Nobody asks the attempts of a follow-up.
  if (failure !== undefined && workflowInfo().parent === undefined && patched('open-for-questions')) {
    const summary = 'Invalid: stays open for 2 s to say why';
    await CancellationScope.nonCancellable(() => condition(failure.isTold, openForQuestionsMs, { summary }));
  }
  if (!allHandlersFinished()) await CancellationScope.nonCancellable(() => condition(allHandlersFinished));
}
