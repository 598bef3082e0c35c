import { Command } from 'commander';
import { given, httpUrl, portNumber } from '../arguments.js';
import { withClockOption } from '../clock.js';
import { withTemporalOptions, type TemporalOptions } from '../temporal-options.js';
import { connectionSettingsOf } from '../temporal-settings.js';
import { untilSignal } from '../terminal.js';
import { tokenOf } from '../token.js';

export function boardCommand(): Command {
  return withClockOption(
    withTemporalOptions(
      new Command('board').description(
        'Serve one read-only page with calls, lines, rates, backlog and trouble at a glance, until a signal ends it',
      ),
    ),
  )
    .option('--port <number>', 'port to listen on; 0: any free one', portNumber, 4050)
    .option('--host <address>', 'address to listen on; 127.0.0.1 is this machine alone', '127.0.0.1')
    .option('--token-file <path>', 'file with the token that viewers give, instead of RINGONCE_BOARD_TOKEN')
    .option(
      '--ui-url <url>',
      "where the Temporal UI is, for links (default: Temporal Cloud's, or http://localhost:8233 for a server on this machine)",
      httpUrl,
    )
    .addHelpText('after', help)
    .action(runBoard);
}

const help = `
The page shows itself anew every 5 seconds while someone has it open, for a fixed number of requests to Temporal whatever the number of
calls, and asks nothing while nobody does. Phone numbers are masked. It changes nothing. RINGONCE_ENCRYPTION_KEYS is needed to show who has
a line. GET /healthz answers 200.

RINGONCE_BOARD_TOKEN holds a token of 16 characters or more, without which it listens on this machine alone. A browser asks for it as the
password, with any user name. Put TLS in front of it: the token travels in clear.

Exit codes: 0 ended after a signal, 1 could not start, 2 wrong usage`;

interface Options extends TemporalOptions {
  readonly port: number;
  readonly host: string;
  readonly tokenFile?: string;
  readonly uiUrl?: string;
  readonly utc: boolean;
}

async function runBoard({ port, host, tokenFile, utc, uiUrl: typedUiUrl, ...temporal }: Options): Promise<void> {
  const connection = connectionSettingsOf(temporal);
  const { startBoard } = await import('../../board/start-board.js');
  const { tokenVariable } = await import('../../board/access.js');
  const { usualUiUrl } = await import('../../board/ui-links.js');
  const { createLogger } = await import('../../logging.js');
  const token = tokenOf(tokenFile, tokenVariable);
  const { address, namespace } = connection;
  const uiUrl = typedUiUrl ?? usualUiUrl(address);
  const logger = createLogger();
  await using board = await startBoard({
    ...{ connection, host, port, utc, logger },
    ...given({ uiUrl, token: token === '' ? undefined : token }),
  });
  const signalled = untilSignal();
  logger.info({ address, namespace, url: board.url, uiUrl, authenticated: token !== '' }, 'ready');
  const signal = await signalled;
  logger.info({ signal }, 'shutting down');
  await board.close();
  logger.info('ended');
}
