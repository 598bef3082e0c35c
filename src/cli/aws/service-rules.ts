import type { Issue } from '../../contract/issues.js';
import { ServiceRulesError } from '../errors.js';

/**
 * Of issues that the service would tell of: a wrong value is an invalid parameter, members that need or exclude each other are an invalid
 * request. It checks the values first.
 */
export function serviceRulesError(issues: readonly Issue[]): ServiceRulesError {
  const isBetweenMembers = ({ message }: Issue): boolean =>
    /^(?:is required when there is no|needs TrafficType)/.test(message);
  return new ServiceRulesError(
    issues,
    issues.every(isBetweenMembers) ? 'InvalidRequestException' : 'InvalidParameterException',
  );
}
