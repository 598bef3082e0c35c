// Preloaded into our Node children: when the parent is gone (SIGKILL, which it cannot pass on), the child ends as if it had been asked to.
import { setInterval } from 'node:timers';

const parent = process.ppid;
setInterval(() => {
  if (process.ppid !== parent) process.kill(process.pid, 'SIGTERM');
}, 1000).unref();
