import type { Client } from '@temporalio/client';
import { Lines, linesInWords } from '../../client/lines.js';
import { lineDialQueue } from '../../contract/names.js';
import { roughDuration } from '../../contract/rough-duration.js';
import { readPollersOfAll, type Poller } from '../../temporal/task-queue.js';
import { broken, counted, ok, warning, type Finding } from './finding.js';

/** Workers that are named in a line. */
const mostNamed = 5;

/** A worker that has nothing to do polls about once a minute; one that was not seen for longer than this may also have ended. */
const justSeenMs = 10_000;

/** The queues of ringonce: who polls them. */
export async function queueFindings(client: Client, serverNowMs: number): Promise<Finding[]> {
  const { connection, options } = client;
  const queues = await readPollersOfAll(connection, options.namespace, serverNowMs);
  return queues.map(({ taskQueue, pollers }) => {
    const check = `queue ${taskQueue}`;
    return pollers.length === 0
      ? broken(
          check,
          'no worker polls it: calls wait',
          'Start `ringonce worker` with the same TEMPORAL_ADDRESS and TEMPORAL_NAMESPACE.',
        )
      : ok(check, `polled by ${pollersInWords(pollers, serverNowMs)}`);
  });
}

function pollersInWords(pollers: readonly Poller[], serverNowMs: number): string {
  const named = pollers.slice(0, mostNamed).map(({ identity, version, lastSeen }) => {
    const agoMs = serverNowMs - lastSeen.getTime();
    const seen = agoMs > justSeenMs ? `last seen ${roughDuration(agoMs)} ago` : undefined;
    const known = [version, seen].filter((fact) => fact !== undefined);
    return known.length === 0 ? identity : `${identity} (${known.join(', ')})`;
  });
  const more = pollers.length - named.length;
  return `${counted(pollers.length, 'worker')}: ${named.join(', ')}${more > 0 ? `, and ${more} more` : ''}`;
}

/** The lines of instances: whether anybody dials. */
export async function lineFindings(client: Client, instances: readonly string[]): Promise<Finding[]> {
  const lines = new Lines(client);
  return Promise.all(
    instances.map(async (InstanceId) => {
      const check = `queue ${lineDialQueue(InstanceId)}`;
      const view = await lines.of(InstanceId);
      const says = linesInWords(view);
      if (view.lines === 0)
        return warning(check, says, `Give it lines again: \`ringonce lines ${InstanceId} --set 10\`.`);
      return view.notDialling === undefined
        ? ok(check, says)
        : warning(check, says, 'Start `ringonce worker`, or unpause the dialler in the Temporal UI.');
    }),
  );
}
