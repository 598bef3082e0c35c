import { setTimeout as wait } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import { NamespaceNotReadyError } from '../client/index.js';
import { searchAttributes } from '../contract/index.js';

const timeoutMs = 60_000;
const pollIntervalMs = 200;

/**
 * Search attributes that were just registered reach the server's caches a little later; a call that is started earlier would
 * be refused. A query that names them all is refused until then, too.
 * @throws NamespaceNotReadyError when they are not usable within a minute
 */
export async function untilSearchAttributesWork(client: Client): Promise<void> {
  const query = Object.keys(searchAttributes)
    .map((name) => `${name} IS NOT NULL`)
    .join(' OR ');
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    try {
      await client.workflow.count(query);
      return;
    } catch (error) {
      if (Date.now() > deadline)
        throw new NamespaceNotReadyError('The search attributes are registered and not usable yet: run setup again.', {
          cause: error,
        });
      await wait(pollIntervalMs);
    }
  }
}
