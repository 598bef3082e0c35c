import { parseDocument } from 'yaml';
import { Fraction } from './fraction.js';

/** YAML 1.2 with no tags but its own, and a date is a date and no text, as for the AWS CLI. @throws Error when it is none */
export function parseYaml(text: string): unknown {
  const document = parseDocument(text, { customTags: ['timestamp'], prettyErrors: false, intAsBigInt: true });
  const [problem] = [...document.errors, ...document.warnings];
  if (problem !== undefined) throw problem;
  // Whole numbers come as BigInt: any other number was written as a fraction.
  return document.toJS({
    reviver: (_key, value: unknown) =>
      typeof value === 'bigint' ? Number(value) : typeof value === 'number' ? new Fraction(value) : value,
  }) as unknown;
}
