import type { TemporalServer } from '../src/dev/temporal-server.js';
import { connectTemporal } from '../src/temporal/connection-settings.js';
import { measureAdmission } from './admission.js';
import { measureBatch, type BatchFigures } from './batch.js';
import { measureCalls } from './measure-calls.js';
import type { Measurements } from './measurements.js';
import type { PartName, Plan } from './plan.js';
import { progress } from './progress.js';
import { describeEnvironment, type Environment } from './result-file.js';
import { measurePace, type PaceFigures } from './pace.js';
import { installRuntimeWithMetrics } from './sdk-metrics.js';
import { measureSleeping, type SleepingFigures } from './sleeping.js';
import { startSleepingWorld } from './sleeping-world.js';
import { settingsOf, startServer } from './world.js';

interface Measured {
  readonly measurements: Measurements;
  readonly environment: Environment;
}

/** Takes the figures of some parts or all, one after the other. */
export async function measureAll(plan: Plan, parts: readonly PartName[]): Promise<Measured> {
  const metrics = await installRuntimeWithMetrics();
  let environment: Environment | undefined;
  const measurements: { -readonly [Part in keyof Measurements]: Measurements[Part] } = {};
  if (parts.includes('calls')) ({ environment, measurements: measurements.calls } = await measureCalls(plan, metrics));
  if (parts.includes('pace')) ({ environment, figures: measurements.pace } = await measurePaces(plan));
  if (parts.includes('sleeping')) ({ environment, figures: measurements.sleeping } = await measureSleepers(plan));
  if (parts.includes('batch')) ({ environment, figures: measurements.batch } = await measureBatches(plan));
  if (parts.includes('admission')) {
    measurements.admission = await measureAdmission(plan.admission);
    environment ??= await describeEnvironment();
  }
  if (environment === undefined) throw new RangeError('Nothing was to be measured.');
  return { measurements, environment };
}

async function measureSleepers({ sleeping }: Plan): Promise<{ figures: SleepingFigures; environment: Environment }> {
  progress('Follow-ups: starting a server of their own, and a worker process');
  await using world = await startSleepingWorld();
  const figures = await measureSleeping(world, sleeping);
  return { figures, environment: await describeEnvironment(world.connection) };
}

async function measurePaces({ pace }: Plan): Promise<{ figures: PaceFigures; environment: Environment }> {
  progress('Pace: starting a server of its own');
  await using server = await startServer();
  return { figures: await measurePace(server, pace), environment: await environmentOf(server) };
}

async function measureBatches({ batch }: Plan): Promise<{ figures: BatchFigures; environment: Environment }> {
  progress('Batch: starting a server of its own');
  await using server = await startServer();
  return { figures: await measureBatch(server, batch), environment: await environmentOf(server) };
}

async function environmentOf(server: TemporalServer): Promise<Environment> {
  const connection = await connectTemporal(settingsOf(server));
  try {
    return await describeEnvironment(connection);
  } finally {
    await connection.close();
  }
}
