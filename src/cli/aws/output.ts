import type { OutputFormat } from './global-options.js';
import { textOf } from './output-text.js';

export interface Presentation {
  readonly format: OutputFormat;
  /** Of the answer: what is printed. */
  readonly select: (answer: unknown) => unknown;
  readonly color: 'on' | 'off' | 'auto';
}

/** The answer as the AWS CLI prints it; an empty text prints nothing. */
export async function inForm(answer: object, { format, select, color }: Presentation): Promise<string> {
  const shown = select(answer) ?? null;
  switch (format) {
    case 'json':
      return isEmpty(shown) ? '' : `${JSON.stringify(shown, undefined, 4)}\n`;
    case 'text':
      return textOf(shown);
    case 'yaml':
      return isEmpty(shown) ? '' : yamlOf(shown);
    case 'yaml-stream':
      return isEmpty(shown) ? '' : yamlOf([shown]);
    case 'table': {
      const { tableOf } = await import('./output-table.js');
      return tableOf('StartOutboundVoiceContact', shown, {
        isColored: color === 'on' || (color === 'auto' && process.stdout.isTTY),
        width: process.stdout.columns,
      });
    }
    case 'off':
      return '';
  }
}

/** A single value is written as JSON: in YAML, a document's end would follow it. */
async function yamlOf(value: unknown): Promise<string> {
  if (value === null || typeof value !== 'object') return `${JSON.stringify(value)}\n`;
  const { stringify } = await import('yaml');
  return stringify(value, { sortMapEntries: true, singleQuote: true, lineWidth: 0, indentSeq: false });
}

const isEmpty = (value: unknown): boolean =>
  value !== null && typeof value === 'object' && !Array.isArray(value) && Object.keys(value).length === 0;
