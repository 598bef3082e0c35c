import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { DefaultLogger, Runtime } from '@temporalio/worker';
import { bundleWorkflows } from './workflow-bundle.js';
import { bundlePath, failureConverterPath } from './prebuilt-bundle.js';

// Run by `npm run build`, from dist, after the compiler.
Runtime.install({ logger: new DefaultLogger('WARN') });
const workflows = fileURLToPath(new URL('../../workflows/index.js', import.meta.url));
for (const isTraced of [false, true])
  for (const isEncrypted of [false, true]) {
    const { code } = await bundleWorkflows(workflows, { isTraced, ...(isEncrypted ? { failureConverterPath } : {}) });
    await writeFile(bundlePath({ isEncrypted, isTraced }), code);
  }
