import { dataInWords, olderThanRuntime } from '../admission/data-versions.js';
import { packageVersion } from '../package-version.js';

/** The first line is the version alone, for programs. */
export function versionInWords(): string {
  const warning = olderThanRuntime();
  return [packageVersion(), dataInWords, ...(warning === undefined ? [] : [warning])].join('\n');
}
