import type { AdmissionAnswer } from '../../src/contract/admission.js';
import type { AdmissionOptions } from '../../src/contract/admission-options.js';
import type { StartOutboundVoiceContactRequest } from '../../src/contract/request.js';
import { decideAdmission } from './decide-admission.js';
import { invalidRequest } from './invalid-request.js';

/**
 * What times come to that somebody asks for instead of the old ones.
 *
 * @param otherwise what stays as it is when they cannot be kept, in words
 * @throws ApplicationFailure `InvalidRequest` when they cannot be kept
 */
export async function decideNewTimes(
  request: StartOutboundVoiceContactRequest,
  times: AdmissionOptions,
  otherwise: string,
): Promise<Exclude<AdmissionAnswer, { is: 'never' }>> {
  const nowMs = Date.now();
  const hasPassed = [{ member: 'expiresAt', message: 'has passed' }];
  // `decideAdmission` is not asked where there is nothing but an expiry.
  if (times.expiresAt !== undefined && nowMs >= Date.parse(times.expiresAt)) throw invalidRequest(otherwise, hasPassed);
  const answer = await decideAdmission(request, times, nowMs);
  if (answer.is === 'never') throw invalidRequest(otherwise, answer.issues.length > 0 ? answer.issues : hasPassed);
  return answer;
}
