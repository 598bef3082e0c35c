import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { promisify } from 'node:util';
import { localVariables } from '../src/dev/local-environment.js';
import { cliPath } from '../src/dev/worker-process.js';
import { budgets, figure, progress, type Measured, type Run } from './report.js';
import { median } from './statistics.js';
import { withWorkerProcess, type Temporal } from './world.js';

/** Each program so many times, in turns. */
const fullPlan = { commands: 25 };
const quickPlan: typeof fullPlan = { commands: 7 };

const instance = '11111111-1111-4111-8111-111111111111';
const request = [
  ...['--destination-phone-number', '+12065550100', '--contact-flow-id', 'flow', '--instance-id', instance],
  ...['--source-phone-number', '+12065550190'],
];

/**
 * `ringonce start-outbound-voice-contact`, durable call and all, beside the AWS CLI's command at the same local Connect, from the start of
 * the process to its end. The AWS CLI is the one on the PATH, or that of RINGONCE_BENCH_AWS.
 */
export async function measureCli(temporal: Temporal, { isQuick }: Run): Promise<Measured> {
  const plan = isQuick ? quickPlan : fullPlan;
  const aws = process.env['RINGONCE_BENCH_AWS'] ?? 'aws';
  const version = await versionOfAws(aws);
  const tookMs = { ringonce: [] as number[], aws: [] as number[] };
  await withWorkerProcess(temporal, async ({ simulator }) => {
    simulator.configure({ rates: { StartOutboundVoiceContact: { perSecond: 1_000, burst: 1_000 } }, timeScale: 1_000 });
    await temporal.ringonce.lines.set(instance, { lines: 'unlimited' });
    const env = { ...process.env, ...localVariables(temporal.server, simulator) };
    const ours = () => tookOf(process.execPath, [cliPath, ...operation, '--client-token', randomUUID()], env);
    const theirs = () =>
      tookOf(aws, ['connect', ...operation, '--endpoint-url', simulator.url, '--client-token', randomUUID()], env);
    progress(`Command line: ${plan.commands} of ringonce and of ${version ?? 'nothing: there is no AWS CLI'}`);
    // The first of each fills caches of compiled code.
    await ours();
    if (version !== undefined) await theirs();
    for (let index = 0; index < plan.commands; index++) {
      tookMs.ringonce.push(await ours());
      if (version !== undefined) tookMs.aws.push(await theirs());
    }
  });
  const ringonce = median(tookMs.ringonce);
  const others = version === undefined ? {} : { ratio: ringonce / median(tookMs.aws), budget: budgets.command };
  return {
    plan,
    figures: [figure("start-outbound-voice-contact, over the AWS CLI's", ringonce, { unit: 'ms', ...others })],
    measurements: { aws: version, tookMs },
  };
}

const operation = ['start-outbound-voice-contact', ...request];
const run = promisify(execFile);

async function tookOf(command: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  const startedAt = performance.now();
  const { stdout } = await run(command, args, { env });
  const tookMs = performance.now() - startedAt;
  if (!stdout.includes('ContactId')) throw new Error(`${command} has placed no call: ${stdout}`);
  return tookMs;
}

async function versionOfAws(aws: string): Promise<string | undefined> {
  return run(aws, ['--version']).then(
    ({ stdout }) => stdout.split(' ')[0],
    () => undefined,
  );
}
