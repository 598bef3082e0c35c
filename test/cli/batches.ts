import { readFile, writeFile } from 'node:fs/promises';
import { WorkflowNotFoundError } from '@temporalio/client';
import { expect } from 'vitest';
import { aRequest } from '../support/requests.js';
import type { World } from '../support/world.js';

const { InstanceId, ContactFlowId } = aRequest();
export const { SourcePhoneNumber = '' } = aRequest();
export const inCommon = ['--instance-id', InstanceId, '--contact-flow-id', ContactFlowId];
export const calls = [
  ...inCommon,
  ...['--source-phone-number', SourcePhoneNumber],
  ...['--options', '{"tracking": "none", "lines": "unlimited"}'],
];

export const idsOf = (name: string, count: number) => Array.from({ length: count }, (_, index) => `${name}-${index}`);

/** Writes a CSV file of calls, all valid; after ten rows their numbers come again. */
export async function writeCalls(
  file: string,
  ids: readonly string[],
  numberOf = (index: number) => `+1206555010${index % 10}`,
): Promise<string> {
  const rows = ids.map((id, index) => `${id},${numberOf(index)}`);
  await writeFile(file, ['id,DestinationPhoneNumber', ...rows, ''].join('\n'));
  return file;
}

export interface Line {
  readonly row: number;
  readonly id?: string;
  readonly verdict: string;
}

export async function verdictsOf(file: string): Promise<Line[]> {
  const text = await readFile(`${file}.verdicts.jsonl`, 'utf8');
  expect(text).not.toMatch(/206.?555/);
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Line);
}

/** The calls that rang, once for each ring, by the local Connect's ledger. */
export const ringsOf = (name: string, { connect }: World): string[] =>
  connect
    .ledger()
    .map(({ ClientToken }) => ClientToken)
    .filter((token) => token.startsWith(name))
    .sort();

export async function untilAllRang(ids: readonly string[], { connect }: World): Promise<void> {
  await Promise.all(ids.map((clientToken) => connect.untilRings(1, { clientToken })));
}

/** Asks until a workflow has the ID. Starts outrun the dials, which therefore tell too late how far a batch is. */
export async function untilStarted(id: string, { ringonce: { client } }: World): Promise<void> {
  const handle = client.workflow.getHandle(id);
  for (;;) {
    try {
      await handle.describe();
      return;
    } catch (error) {
      if (!(error instanceof WorkflowNotFoundError)) throw error;
    }
  }
}
