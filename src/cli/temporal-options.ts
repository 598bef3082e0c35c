import type { Command } from 'commander';
import type { RingonceClient } from '../client/index.js';
import { startTracingIfWanted } from '../tracing/settings.js';

export interface TemporalOptions {
  readonly temporalProfile?: string;
}

/** Not `--profile`, which is AWS's word for something else. */
export function withTemporalOptions(command: Command): Command {
  return command.option(
    '--temporal-profile <name>',
    "profile of Temporal's configuration file (default: TEMPORAL_PROFILE, else `default`)",
  );
}

/**
 * Loads Temporal's client only now: that takes longer than all the rest of a command that ends without it.
 * @throws TemporalUnreachableError, ConnectionSettingsError
 */
export async function ringonceOf(options: TemporalOptions): Promise<RingonceClient> {
  const [{ connectRingonce }, { connectionSettingsOf }] = await Promise.all([
    import('../client/ringonce-client.js'),
    import('./temporal-settings.js'),
  ]);
  const settings = connectionSettingsOf(options);
  const tracing = await startTracingIfWanted('ringonce');
  if (tracing === undefined) return connectRingonce(settings);
  const ringonce = await connectRingonce(settings, { interceptors: tracing.client });
  const close = ringonce.close.bind(ringonce);
  ringonce.close = async () => {
    await close();
    await tracing.shutdown();
  };
  return ringonce;
}
