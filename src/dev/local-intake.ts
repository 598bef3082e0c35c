import { randomBytes } from 'node:crypto';
import type { ConnectionSettings } from '../client/index.js';
import type { Simulator } from '../connect-simulator/index.js';
import {
  createConnectClient,
  secretHeader,
  startContactEvents,
  type RunningContactEvents,
} from '../contact-events/index.js';
import { createLogger } from '../logging.js';

/** An intake of contact events in this process, to which the local Amazon Connect posts from now on. */
export interface LocalIntake extends RunningContactEvents {
  /** Where events are posted to. */
  readonly url: string;
  /** What every post has to carry. */
  readonly headers: Readonly<Record<string, string>>;
}

export async function startLocalIntake(
  connection: ConnectionSettings,
  connect: Simulator,
  { queriesPerSecond }: { readonly queriesPerSecond?: number } = {},
): Promise<LocalIntake> {
  const secret = randomBytes(16).toString('hex');
  const logger = createLogger();
  logger.level = process.env['RINGONCE_LOG_LEVEL'] ?? 'silent';
  // Its notice about Node versions is no part of what we have to tell.
  process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] = 'true';
  const intake = await startContactEvents({
    connection,
    connect: createConnectClient({
      endpoint: connect.url,
      region: 'us-west-2',
      credentials: { accessKeyId: 'example', secretAccessKey: 'example' },
    }),
    logger,
    http: { host: '127.0.0.1', port: 0, secrets: [secret] },
    ...(queriesPerSecond === undefined ? {} : { queriesPerSecond }),
  });
  const url = `${intake.url ?? ''}/contact-events`;
  const headers = { [secretHeader]: secret };
  connect.configure({ events: { url, headers } });
  return { ...intake, url, headers };
}
