import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { DefaultLogger, Runtime } from '@temporalio/worker';
import { bundleWorkflows } from './workflow-bundle.js';
import { encryptedWorkflowBundlePath, failureConverterPath, workflowBundlePath } from './prebuilt-bundle.js';

// Run by `npm run build`, from dist, after the compiler.
Runtime.install({ logger: new DefaultLogger('WARN') });
const workflows = fileURLToPath(new URL('../../workflows/index.js', import.meta.url));
const plain = await bundleWorkflows(workflows);
await writeFile(workflowBundlePath, plain.code);
const encrypted = await bundleWorkflows(workflows, { failureConverterPath });
await writeFile(encryptedWorkflowBundlePath, encrypted.code);
