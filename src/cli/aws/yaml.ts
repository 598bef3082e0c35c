import { parseDocument } from 'yaml';

/** YAML 1.2, and a date is a date and no text, as for the AWS CLI. @throws Error when it is none */
export function parseYaml(text: string): unknown {
  const document = parseDocument(text, { customTags: ['timestamp'], prettyErrors: false });
  const [error] = document.errors;
  if (error !== undefined) throw error;
  return document.toJS() as unknown;
}
