// What is left behind about what was found: without it a finding that needs a certain moment could only be waited for again.
import { cp, mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import type { Finding } from './oracle.js';
import type { SoakWorld } from './world.js';

/** Saves each call's history and its requests to Amazon Connect, and the verdicts of all batches. */
export async function keepEvidence(world: SoakWorld, found: readonly Finding[], folder: string): Promise<void> {
  if (found.length === 0) return;
  const { ringonce, connect } = world;
  await mkdir(folder, { recursive: true });
  const save = (name: string, what: unknown) =>
    writeFile(join(folder, `${name.replaceAll(':', '-')}.json`), JSON.stringify(what, undefined, 2));
  for (const { id } of found) {
    await save(
      `${id}.requests`,
      connect.requests().filter(({ clientToken }) => clientToken === id),
    );
    const history = await ringonce.client.workflow
      .getHandle(id)
      .fetchHistory()
      .catch(() => undefined);
    if (history !== undefined) await save(`${id}.history`, historyToJSON(history));
  }
  for (const name of await readdir(world.folder))
    if (name.includes('.verdicts')) await cp(join(world.folder, name), join(folder, name));
}
