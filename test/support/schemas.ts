import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { projectRoot } from '../../src/dev/project-root.js';

export const schemaDirectory = join(projectRoot(), 'schemas');

/** A JSON Schema as it is published. */
export const schemaOf = (name: string): object =>
  JSON.parse(readFileSync(join(schemaDirectory, `${name}.schema.json`), 'utf8')) as object;

export const validatorOf = (name: string): ValidateFunction =>
  new Ajv2020({ strict: true, strictTypes: false, strictRequired: false, allErrors: true }).compile(schemaOf(name));
