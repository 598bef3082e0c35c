import { Command } from 'commander';
import { httpUrl, portNumber } from '../arguments.js';
import { print, untilSignal } from '../terminal.js';

export function simulatorCommand(): Command {
  return new Command('simulator')
    .description('Run a local Amazon Connect that rings no real phone, for any AWS SDK or CLI')
    .option('--port <number>', 'port to listen on; 0: any free one', portNumber, 4010)
    .option('--host <address>', 'address to listen on; 127.0.0.1 is this machine alone', '127.0.0.1')
    .option('--events-url <url>', 'POST the contact events there, for example to `ringonce events`', httpUrl)
    .addHelpText('after', help)
    .action(async ({ port, host, eventsUrl }: Options) => {
      const { startSimulator } = await import('../../connect-simulator/index.js');
      const { tellInLines } = await import('../../dev/simulator-lines.js');
      await using simulator = await startSimulator({
        port,
        host,
        ...(eventsUrl === undefined ? {} : { settings: { events: await eventsTo(eventsUrl) } }),
        ...tellInLines(print),
      });
      // Before the address is printed: its reader may end the process at once.
      const signalled = untilSignal();
      print(pointers(simulator.url));
      await signalled;
    });
}

const help = `
With --events-url, each event carries RINGONCE_EVENTS_SECRET in the header x-ringonce-secret. "ringonce events" reads the same
variable. If it holds two secrets, the first is sent.

Exit codes: 0 ended by Ctrl-C or SIGTERM, 1 could not start (the port is taken, the secret is too short), 2 wrong usage`;

interface Options {
  readonly port: number;
  readonly host: string;
  readonly eventsUrl?: string;
}

async function eventsTo(url: string) {
  const { parseSecrets, secretHeader, secretVariable } = await import('../../contact-events/secrets.js');
  const written = process.env[secretVariable];
  // Without a secret: the receiver need not be `ringonce events`.
  if (written === undefined || written === '') return { url };
  const [secret = ''] = parseSecrets(written);
  return { url, headers: { [secretHeader]: secret } };
}

function pointers(url: string): string {
  return `Local Amazon Connect: ${url} (Ctrl-C ends it)

Point an AWS SDK at it (any keys will do):
  export AWS_ENDPOINT_URL_CONNECT=${url} AWS_REGION=us-west-2 AWS_DEFAULT_REGION=us-west-2 AWS_ACCESS_KEY_ID=example AWS_SECRET_ACCESS_KEY=example
and the AWS CLI:
  aws connect start-outbound-voice-contact --endpoint-url ${url} --instance-id instance-1 --contact-flow-id flow-1 \\
    --source-phone-number +12065550190 --destination-phone-number +12065550100
Numbers and what happens to calls there: ${url}/_simulator/scenarios   Phones that rang: ${url}/_simulator/ledger
`;
}
