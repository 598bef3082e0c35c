import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { jsonSchemaFiles } from './json-schemas.js';
import { projectRoot } from './project-root.js';

// Writes `schemas/`. Run it after a change of the contract: npx tsx src/dev/generate-schemas.ts
const directory = join(projectRoot(), 'schemas');
mkdirSync(directory, { recursive: true });
for (const [name, text] of jsonSchemaFiles()) writeFileSync(join(directory, name), text);
