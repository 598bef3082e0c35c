#!/usr/bin/env node
import { enableCompileCache } from 'node:module';
import { homedir } from 'node:os';
import { join } from 'node:path';

// Compiling what a command loads takes a third of its start. Not in the folder for temporary files, Node's own choice, where others may write.
enableCompileCache(join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'ringonce', 'compiled'));

const [{ run }, { endWithClosedPipe, written }] = await Promise.all([import('./program.js'), import('./terminal.js')]);
endWithClosedPipe();
const exitCode = await run(process.argv.slice(2));
// What was printed into a pipe may still be on its way: exiting now would cut it off.
await Promise.all([process.stdout, process.stderr].map(written));
// Not left to end by itself: the worker's native runtime would keep a process alive that could not start.
process.exit(exitCode);
