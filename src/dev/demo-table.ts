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
  /** Of a follow-up: each of them is a call. */
  readonly attempts?: number;
  /** Of the contact events: how many arrived, of how many. */
  readonly events?: { readonly arrived: number; readonly sent: number };
}

const bordersBelowHeadOnly = {
  ...{ top: '', 'top-mid': '', 'top-left': '', 'top-right': '', bottom: '', 'bottom-mid': '', 'bottom-left': '' },
  ...{ 'bottom-right': '', left: '  ', 'left-mid': '', mid: '', 'mid-mid': '', right: '', 'right-mid': '', middle: '' },
};

export function demoTable(results: readonly DemoResult[]): string {
  const table = new Table({
    head: ['Workflow ID', 'ContactId', 'What happened', 'Events', 'Rings'],
    colAligns: ['left', 'left', 'left', 'left', 'right'],
    // The third column wraps, so that the table fits where 120 characters do.
    colWidths: [null, null, 38, null, null],
    wordWrap: true,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 2 },
    chars: bordersBelowHeadOnly,
  });
  for (const { workflowId, ContactId, happened, events, rings } of results)
    table.push([workflowId, ContactId ?? '–', happened, events ? `${events.arrived} of ${events.sent}` : '–', rings]);
  return table.toString().replace(/ +$/gm, '');
}

/** Ends that rang nobody; every other call rang once. */
const silentEnds: ReadonlySet<DemoResult['end']> = new Set(['refused', 'invalid', 'EXPIRED']);

/** What the demo promises and did not keep; empty when all is well. */
export function brokenPromises(results: readonly DemoResult[], allRings: number): string[] {
  const broken = results.flatMap(({ workflowId, end, expected, rings, attempts = 1 }) => {
    const dueRings = silentEnds.has(end) ? 0 : attempts;
    // How often a call should have rung that ended as it should not have, nobody knows.
    const isRightlyRung = end === 'other' || rings === dueRings;
    return [
      ...(end === expected ? [] : [`${workflowId} should have been ${expected}`]),
      ...(isRightlyRung ? [] : [`${workflowId} rang ${rings} times instead of ${dueRings}`]),
    ];
  });
  const told = results.reduce((sum, { rings }) => sum + rings, 0);
  if (told !== allRings) broken.push(`${allRings - told} phones rang for nobody's call`);
  return broken;
}
