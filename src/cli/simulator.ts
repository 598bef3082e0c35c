import { Command } from 'commander';
import { portNumber } from './port-number.js';
import { print } from './print.js';
import { untilSignal } from './signals.js';

export function simulatorCommand(): Command {
  return new Command('simulator')
    .description('Run a local Amazon Connect that rings no real phone, for any AWS SDK or CLI')
    .option('--port <number>', 'port to listen on; 0: any free one', portNumber, 4010)
    .option('--host <address>', 'address to listen on; 127.0.0.1 is this machine alone', '127.0.0.1')
    .addHelpText('after', '\nExit codes: 0 ended by Ctrl-C or SIGTERM, 1 the port is taken, 2 wrong usage')
    .action(async ({ port, host }: { readonly port: number; readonly host: string }) => {
      const { startSimulator } = await import('../connect-simulator/index.js');
      const { tellInLines } = await import('../dev/simulator-lines.js');
      await using simulator = await startSimulator({
        port,
        host,
        ...tellInLines(print),
      });
      // Listened for before it is told: who reads the address may end it at once.
      const signalled = untilSignal();
      print(pointers(simulator.url));
      await signalled;
    });
}

function pointers(url: string): string {
  return `Local Amazon Connect: ${url} (Ctrl-C ends it)

Point an AWS SDK at it (any keys will do):
  export AWS_ENDPOINT_URL_CONNECT=${url} AWS_REGION=us-west-2 AWS_ACCESS_KEY_ID=example AWS_SECRET_ACCESS_KEY=example
and the AWS CLI:
  aws connect start-outbound-voice-contact --endpoint-url ${url} --instance-id instance-1 --contact-flow-id flow-1 \\
    --source-phone-number +12065550190 --destination-phone-number +12065550100
Numbers and their stories: ${url}/_simulator/scenarios   Phones that rang: ${url}/_simulator/ledger
`;
}
