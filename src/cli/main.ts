#!/usr/bin/env node
import { run } from './run.js';

// Ended, not left to end: the worker's native runtime would keep a process alive that could not start.
process.exit(await run(process.argv.slice(2)));
