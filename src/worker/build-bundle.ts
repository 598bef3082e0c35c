import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { DefaultLogger, Runtime } from '@temporalio/worker';
import { bundleWorkflows } from './workflow-bundle.js';
import { workflowBundlePath } from './prebuilt-bundle.js';

// Run by `npm run build`, from dist, after the compiler.
Runtime.install({ logger: new DefaultLogger('WARN') });
const { code } = await bundleWorkflows(fileURLToPath(new URL('../../workflows/index.js', import.meta.url)));
await writeFile(workflowBundlePath, code);
