import { Command } from 'commander';

export function devCommand(): Command {
  return new Command('dev')
    .description('Run everything on this machine: Temporal with its UI, the local Amazon Connect, a worker')
    .addHelpText('after', '\nExit codes: 0 ended by Ctrl-C or SIGTERM, 1 could not start or a part died, 2 wrong usage')
    .action(async () => {
      const { stayUp } = await import('../dev/stay-up.js');
      await stayUp();
    });
}
