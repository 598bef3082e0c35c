import type { AdmissionAnswer, AdmissionInput } from '../src/contract/admission.js';

/**
 * Whether a call may be dialled now. Run as a local activity, so that the answer is recorded: the next version of a worker has newer
 * time zones and holidays.
 */
export async function decideAdmission(input: AdmissionInput): Promise<AdmissionAnswer> {
  // Not at the top: most calls have no hours.
  const { answerAdmission } = await import('../src/admission/answer-admission.js');
  return answerAdmission(input);
}
