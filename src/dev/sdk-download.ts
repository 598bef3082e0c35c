import { readdirSync } from 'node:fs';
import { readdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { addToCache, type CacheEntry } from './cache.js';
import type { ExecutableSettings } from './executable-settings.js';
import type { Report, Way } from './find-executable.js';
import { runStep } from './run-step.js';

/** A download that has not created its file by then waits for a network that swallows packets: refused connections fail at once. */
const firstByteTimeoutMs = 30_000;

export interface SdkDownload {
  readonly product: 'temporal-cli' | 'temporal-test-server';
  readonly version: string;
}

/** Temporal's own download, made by its SDK and put aside under our version, where it lasts (the SDK's own copies expire after a day). */
export function sdkDownloadWay(
  download: SdkDownload,
  entry: CacheEntry,
  context: { settings: ExecutableSettings; report: Report },
): Way {
  return {
    name: "the Temporal SDK's download",
    find: () => addToCache(entry, (directory) => fetchInto(directory, download, { ...context, file: entry.file })),
  };
}

async function fetchInto(
  directory: string,
  { product, version }: SdkDownload,
  { settings, report, file }: { settings: ExecutableSettings; report: Report; file: string },
): Promise<void> {
  const noAnswer = new AbortController();
  const firstByte = setTimeout(() => {
    if (readdirSync(directory).length === 0)
      noAnswer.abort(new Error(`no answer within ${firstByteTimeoutMs / 1000} s`));
  }, firstByteTimeoutMs);
  try {
    await runStep(
      {
        title: `Downloading ${product} ${version}`,
        command: process.execPath,
        // A process of its own: it loads native code and installs the SDK's signal handlers, which must not stay with us.
        args: [join(settings.toolsDirectory, 'sdk-download.mjs'), product, `v${version}`, directory],
        environment: settings.environment,
        workingDirectory: directory,
        abort: noAnswer.signal,
      },
      report,
    );
  } catch (error) {
    // The SDK starts what it has fetched. A start that failed on a busy machine says nothing about the file: the check decides.
    if ((await fetchedFile(directory)) === undefined) throw error;
  } finally {
    clearTimeout(firstByte);
  }
  const fetched = await fetchedFile(directory);
  if (fetched === undefined) throw new Error('the SDK reported success and left no file');
  await rename(join(directory, fetched), join(directory, file));
}

async function fetchedFile(directory: string): Promise<string | undefined> {
  return (await readdir(directory)).find((file) => file.startsWith('temporal') && !file.endsWith('.downloading'));
}
