#!/usr/bin/env node
import { run } from './run.js';
import { written } from './print.js';

const exitCode = await run(process.argv.slice(2));
// What was printed into a pipe may still be on its way: exiting now would cut it off.
await Promise.all([process.stdout, process.stderr].map(written));
// Ended, not left to end: the worker's native runtime would keep a process alive that could not start.
process.exit(exitCode);
