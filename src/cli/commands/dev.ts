import { Command } from 'commander';

export function devCommand(): Command {
  return new Command('dev')
    .description(
      'Run everything on this machine: Temporal with its UI, the local Amazon Connect and its contact events, a worker, a codec server',
    )
    .addHelpText('after', help)
    .action(async () => {
      const { stayUp } = await import('../../dev/stay-up.js');
      await stayUp();
    });
}

const help = `
Payloads are encrypted with a key that is made at each start; what it prints has it, for other shells. The UI shows them in clear.
Contact events are received in the same process, so "ringonce events" is not needed. To receive them elsewhere, see what it prints.

Exit codes: 0 ended by Ctrl-C or SIGTERM, 1 could not start or a part died, 2 wrong usage`;
