import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { UsageError } from '../errors.js';
import { outputFormats, type OutputFormat } from './global-options.js';

/**
 * The form of the answer, by the AWS CLI's order: option, environment, profile, json.
 * @throws UsageError when there is no such profile, or no such form
 */
export async function outputOf({
  output,
  profile,
}: {
  readonly output?: string;
  readonly profile?: string;
}): Promise<OutputFormat> {
  const named = [profile, process.env['AWS_PROFILE'], process.env['AWS_DEFAULT_PROFILE']].find(isGiven);
  const given = [output, process.env['AWS_DEFAULT_OUTPUT']].find(isGiven);
  // Not read when it cannot matter: that takes time.
  const ofProfile =
    named === undefined && given !== undefined
      ? undefined
      : await outputOfProfile(named, profile === named ? '--profile' : 'AWS_PROFILE');
  const found = given ?? (isGiven(ofProfile) ? ofProfile : 'json');
  const format = outputFormats.find((name) => name === found);
  if (format === undefined)
    throw new UsageError(`The output of the AWS settings must be ${outputFormats.join(', ')}`, { exitCode: 255 });
  return format;
}

const isGiven = (text: string | undefined): text is string => text !== undefined && text !== '';

async function outputOfProfile(named: string | undefined, source: string): Promise<string | undefined> {
  const folder = join(homedir(), '.aws');
  const files = [
    process.env['AWS_CONFIG_FILE'] ?? join(folder, 'config'),
    process.env['AWS_SHARED_CREDENTIALS_FILE'] ?? join(folder, 'credentials'),
  ];
  const { configFile, credentialsFile } = files.some((file) => existsSync(file)) ? await readFiles() : noFiles;
  if (named !== undefined && configFile[named] === undefined && credentialsFile[named] === undefined)
    throw new UsageError(`${source}: the AWS configuration has no profile of that name`, { exitCode: 255 });
  return configFile[named ?? 'default']?.['output'];
}

const readFiles = async () => (await import('@smithy/core/config')).loadSharedConfigFiles();
const noFiles: Awaited<ReturnType<typeof readFiles>> = { configFile: {}, credentialsFile: {} };
