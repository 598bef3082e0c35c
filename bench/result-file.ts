import { mkdir, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { cpus, totalmem } from 'node:os';
import { join, relative } from 'node:path';
import type { Connection } from '@temporalio/client';
import { projectRoot } from '../src/dev/project-root.js';
import { verdictOf, type Figure } from './figures.js';
import type { Measurements } from './measurements.js';
import type { Plan } from './plan.js';

export interface BenchmarkResult {
  readonly startedAt: Date;
  readonly tookMs: number;
  readonly plan: Plan;
  readonly environment: Environment;
  readonly figures: readonly Figure[];
  readonly measurements: Measurements;
}

/** What the figures depend on. */
export interface Environment {
  readonly node: string;
  readonly temporalSdk: string;
  /** Missing where none was needed. */
  readonly temporalServer?: string;
  readonly connectClient: string;
  readonly platform: string;
  readonly cpus: number;
  readonly cpuModel: string;
  readonly memoryGiB: number;
}

export async function describeEnvironment(connection?: Connection): Promise<Environment> {
  const server = await connection?.workflowService.getSystemInfo({});
  return {
    node: process.version,
    temporalSdk: versionOf('@temporalio/worker'),
    ...(server === undefined ? {} : { temporalServer: server.serverVersion }),
    connectClient: versionOf('@aws-sdk/client-connect'),
    platform: `${process.platform}-${process.arch}`,
    cpus: cpus().length,
    cpuModel: cpus()[0]?.model.trim() ?? 'unknown',
    memoryGiB: Math.round(totalmem() / 2 ** 30),
  };
}

/** Writes `bench-results/<time>.json` and returns its path, relative to the project. */
export async function writeResult(result: BenchmarkResult): Promise<string> {
  const folder = join(projectRoot(), 'bench-results');
  const path = join(folder, `${result.startedAt.toISOString().replaceAll(':', '-')}.json`);
  const figures = result.figures.map((figure) => ({ ...figure, verdict: verdictOf(figure) }));
  await mkdir(folder, { recursive: true });
  await writeFile(path, `${JSON.stringify({ ...result, figures }, undefined, 2)}\n`);
  return relative(projectRoot(), path);
}

function versionOf(packageName: string): string {
  const manifest = createRequire(import.meta.url)(`${packageName}/package.json`) as { version: string };
  return manifest.version;
}
