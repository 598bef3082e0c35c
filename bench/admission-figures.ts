import type { AdmissionFigures } from './admission.js';
import { budgets } from './budgets.js';
import type { Figure } from './figures.js';
import { median } from './statistics.js';

/** The table's rows about deciding when a call may be dialled. */
export function admissionFigures({ readyMs, previewMs, packageBytes }: AdmissionFigures): Figure[] {
  const of = (outboundCall: number) => ({ measured: { outboundCall } });
  return [
    { name: 'preview with hours and holidays, p50', unit: 'ms', ...of(median(previewMs)), budget: budgets.previewMs },
    {
      name: 'loading src/admission',
      unit: 's',
      // The quickest of each: what else runs on the machine only adds to it.
      ...of((Math.min(...readyMs.load) - Math.min(...readyMs.nothing)) / 1000),
      budget: budgets.admissionLoadS,
    },
    { name: 'package, unpacked', unit: 'MB', ...of(packageBytes / 1e6), budget: budgets.packageMB },
  ];
}
