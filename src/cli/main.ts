#!/usr/bin/env node
import { run } from './program.js';
import { written } from './terminal.js';

const exitCode = await run(process.argv.slice(2));
// What was printed into a pipe may still be on its way: exiting now would cut it off.
await Promise.all([process.stdout, process.stderr].map(written));
// Not left to end by itself: the worker's native runtime would keep a process alive that could not start.
process.exit(exitCode);
