import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { OutputFormat } from '../../../src/cli/aws/global-options.js';
import { inForm } from '../../../src/cli/aws/output.js';
import { selectionOf } from '../../../src/cli/aws/query.js';
import { parityFolder } from './recorded.js';

const answer = { ContactId: '12345678-1234-4234-8234-123456789012' };

/** A query, a form, and what AWS CLI 2.36.7 printed of the answer. */
const printed = readFileSync(join(parityFolder, 'output.jsonl'), 'utf8')
  .trimEnd()
  .split('\n')
  .map((line) => JSON.parse(line) as [string | null, OutputFormat, string]);

it.each(printed)('--query %s --output %s', async (query, format, text) => {
  const select = await selectionOf(query ?? undefined);

  expect(await inForm(answer, { format, select, color: 'off' })).toBe(text);
});
