import { Command } from 'commander';
import { counted, type Finding } from '../doctor/finding.js';
import { httpUrl } from '../arguments.js';
import { UnsettledError } from '../errors.js';
import { instanceId } from '../instance-id.js';
import { withTemporalOptions, type TemporalOptions } from '../temporal-options.js';
import { connectionSettingsOf } from '../temporal-settings.js';
import { print } from '../terminal.js';

export function doctorCommand(): Command {
  return withTemporalOptions(
    new Command('doctor').description(
      'Check what goes wrong on a first day: Temporal, its namespace, workers, keys, clocks, AWS, contact events',
    ),
  )
    .option('--fix', "raise the namespace's retention where it is too short", false)
    .option(
      '--instance <id>',
      'instance to try permissions on (default: one whose calls have asked for lines)',
      instanceId,
    )
    .option('--queue-url <url>', 'SQS queue that "ringonce events" reads, to look at it too', httpUrl)
    .option('--json', 'one JSON object per check', false)
    .addHelpText('after', help)
    .action(runDoctor);
}

const help = `
Run it with the environment of a worker, on the machine of a worker: it compares the clock of the machine and the keys, credentials and
permissions of the environment. It changes nothing without --fix, starts no call, and asks Amazon Connect about a contact that does not
exist. connect:StartOutboundVoiceContact cannot be tried without a call.

A line that begins with ? could not be told yet, such as the arrival of contact events before the first call.

Exit codes: 0 nothing is broken (there may be warnings), 1 something is broken, 2 wrong usage`;

interface Options extends TemporalOptions {
  readonly fix: boolean;
  readonly instance?: string;
  readonly queueUrl?: string;
  readonly json: boolean;
}

async function runDoctor({ fix, instance, queueUrl, json, ...options }: Options): Promise<void> {
  const connection = connectionSettingsOf(options);
  // Not at the top: commands that only start or show calls load no AWS SDK.
  const [{ examine }, { createConnectClient }, { createSqsClient }] = await Promise.all([
    import('../doctor/examine.js'),
    import('../../connect/client.js'),
    import('../../contact-events/index.js'),
  ]);
  const findings: Finding[] = [];
  for await (const finding of examine({
    connection,
    connect: createConnectClient(),
    InstanceId: instance,
    events: queueUrl === undefined ? undefined : { sqs: createSqsClient(), queueUrl },
    isToBeFixed: fix,
  })) {
    findings.push(finding);
    print(json ? JSON.stringify(finding) : inWords(finding));
  }
  const bad = findings.filter(({ is }) => is === 'broken');
  if (bad.length > 0)
    throw new UnsettledError(`${counted(bad.length, 'check')} broken: ${bad.map(({ check }) => check).join(', ')}`);
}

const marks = { ok: 'ok     ', warning: 'warning', broken: 'BROKEN ', unknown: '?      ' } as const;

/** The longest names are those of queues of instances, which have lines of their own. */
const checkWidth = 24;

function inWords({ check, is, says, remedy }: Finding): string {
  const line = `${marks[is]}  ${check.padEnd(checkWidth)}  ${says}`;
  return (remedy === undefined ? line : `${line}\n         ${remedy}`).replace(/`([^`\n]+)`/g, '"$1"');
}
