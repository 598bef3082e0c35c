import Table from 'cli-table3';
import type { DemoEnd } from './demo-calls.js';

/** What became of a call, and what the ledger of phones says of it. */
export interface DemoResult {
  readonly workflowId: string;
  /** As the call says. */
  readonly ContactId?: string;
  readonly happened: string;
  readonly end: DemoEnd | 'other';
  readonly expected: DemoEnd;
  readonly rings: number;
}

const bordersBelowHeadOnly = {
  ...{ top: '', 'top-mid': '', 'top-left': '', 'top-right': '', bottom: '', 'bottom-mid': '', 'bottom-left': '' },
  ...{ 'bottom-right': '', left: '  ', 'left-mid': '', mid: '', 'mid-mid': '', right: '', 'right-mid': '', middle: '' },
};

export function demoTable(results: readonly DemoResult[]): string {
  const table = new Table({
    head: ['Workflow ID', 'ContactId', 'What happened', 'Rings'],
    colAligns: ['left', 'left', 'left', 'right'],
    // The last column but one wraps, so that the table fits where 110 characters do.
    colWidths: [null, null, 34, null],
    wordWrap: true,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 2 },
    chars: bordersBelowHeadOnly,
  });
  for (const { workflowId, ContactId, happened, rings } of results)
    table.push([workflowId, ContactId ?? '–', happened, rings]);
  return table.toString().replace(/ +$/gm, '');
}

/** What the demo promises and did not keep; empty when all is well. */
export function brokenPromises(results: readonly DemoResult[], allRings: number): string[] {
  const broken = results.flatMap(({ workflowId, end, expected, rings }) => {
    const dueRings = end === 'placed' ? 1 : 0;
    return [
      ...(end === expected ? [] : [`${workflowId} should have been ${expected}`]),
      ...(rings === dueRings ? [] : [`${workflowId} rang ${rings} times instead of ${dueRings}`]),
    ];
  });
  const told = results.reduce((sum, { rings }) => sum + rings, 0);
  if (told !== allRings) broken.push(`${allRings - told} phones rang for nobody's call`);
  return broken;
}
