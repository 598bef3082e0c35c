import { fileURLToPath } from 'node:url';

/** Entries of the two bundles. Both are made from source, so that what is measured is what the source says. */
export const bareWorkflowsPath = fileURLToPath(new URL('./bare-workflows.ts', import.meta.url));
export const ringonceWorkflowsPath = fileURLToPath(new URL('../workflows/index.ts', import.meta.url));
