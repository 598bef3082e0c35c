import { randomUUID } from 'node:crypto';
import { DescribeContactCommand, StopContactCommand, type ConnectClient } from '@aws-sdk/client-connect';
import { getEndpointFromInstructions } from '@smithy/core/endpoints';
import { HttpResponse } from '@smithy/core/protocols';
import { answerOf, type ConnectAnswer } from '../../connect/classify-error.js';
import { requireAwsSettings } from '../../connect/client.js';
import { describeContact } from '../../connect/describe-contact.js';
import { broken, brokenBy, ok, unknown, warning, type Finding } from './finding.js';
import { clockFinding } from './temporal.js';

/** Each costs two requests of a quota that all programs of the account share. */
const mostTried = 5;

/** Of everything about Amazon Connect: settings, permissions, the clock that signatures are judged by. */
export async function amazonConnectFindings(
  connect: ConnectClient,
  instances: readonly string[],
): Promise<readonly Finding[]> {
  const settings = await settingsFinding(connect);
  if (settings.is === 'broken') return [settings];
  if (instances.length === 0)
    return [settings, unknown('permissions', 'no instance is known yet to try them on', 'Give one with --instance.')];
  const clock = watchClock(connect);
  // The very requests that workers send, about a contact that does not exist: neither can change anything.
  const ContactId = randomUUID();
  const tries = [
    ['connect:DescribeContact', (InstanceId: string) => describeContact(connect, { InstanceId, ContactId })],
    ['connect:StopContact', (InstanceId: string) => connect.send(new StopContactCommand({ InstanceId, ContactId }))],
  ] as const;
  const findings: Finding[] = [];
  for (const [permission, send] of tries) {
    const allowed: string[] = [];
    for (const InstanceId of instances.slice(0, mostTried)) {
      const error = await send(InstanceId).then(
        () => undefined,
        (thrown: unknown) => thrown,
      );
      const trouble = error === undefined ? undefined : permissionTrouble(permission, InstanceId, error);
      if (trouble === undefined) allowed.push(InstanceId);
      else findings.push(trouble);
      // Only a denial is about the instance: the rest would be the same on the next one, and an endpoint that hangs takes its time.
      if (trouble !== undefined && answerOf(error).type !== 'AccessDeniedException') break;
    }
    if (allowed.length > 0) findings.push(ok(permission, `allowed on ${allowed.join(', ')}`));
  }
  const aheadMs = clock.aheadMs();
  return [settings, ...findings, ...(aheadMs === undefined ? [] : [clockFinding('clock of AWS', "AWS's", aheadMs)])];
}

async function settingsFinding(connect: ConnectClient): Promise<Finding> {
  const check = 'AWS settings';
  try {
    await requireAwsSettings(connect);
  } catch (error) {
    return brokenBy(check, error);
  }
  const { accessKeyId } = await connect.config.credentials();
  // Any operation's endpoint: all have the same.
  const { url } = await getEndpointFromInstructions({}, DescribeContactCommand, connect.config);
  return ok(
    check,
    `Region ${await connect.config.region()}, access key …${accessKeyId.slice(-4)}, endpoint ${url.origin}`,
  );
}

/** Undefined: it is allowed. */
function permissionTrouble(check: string, InstanceId: string, error: unknown): Finding | undefined {
  const answer = answerOf(error);
  const what = `${answer.type}${answer.httpStatusCode === undefined ? '' : ` (HTTP ${answer.httpStatusCode})`}`;
  if (answer.remedy !== undefined) return broken(check, what, answer.remedy);
  if (answer.type === 'AccessDeniedException')
    return broken(
      check,
      `AWS denies it on ${InstanceId}: ${what}`,
      `Allow ${check} on the contacts of the instance for this role: docs/production.md. If there is no such instance: \`ringonce lines ${InstanceId} --remove\`.`,
    );
  if (answer.isThrottle) return unknown(check, `Amazon Connect throttles: ${what}`, 'Run `ringonce doctor` again.');
  // That the contact is not there was said by someone who may look.
  if (isAnswer(answer)) return undefined;
  const wayThere = 'Check the Region, AWS_ENDPOINT_URL_CONNECT and the way to it (proxy, firewall).';
  return answer.httpStatusCode === undefined
    ? broken(check, `Amazon Connect cannot be reached: ${what}`, wayThere)
    : warning(check, `Amazon Connect cannot be asked: ${what}`, wayThere);
}

const isAnswer = ({ httpStatusCode = 0 }: ConnectAnswer): boolean => httpStatusCode >= 400 && httpStatusCode < 500;

/** The header Date has whole seconds. */
const dateResolutionMs = 1_000;

/** Reads the header Date of the answers. */
function watchClock(connect: ConnectClient): { readonly aheadMs: () => number | undefined } {
  let aheadMs: number | undefined;
  connect.middlewareStack.add(
    (next) => async (args) => {
      const beforeMs = Date.now();
      const result = await next(args);
      const afterMs = Date.now();
      const date = HttpResponse.isInstance(result.response) ? Date.parse(result.response.headers['date'] ?? '') : NaN;
      if (Number.isNaN(date)) return result;
      // Anything between is no difference that could be told.
      aheadMs = date + dateResolutionMs < beforeMs ? date + dateResolutionMs - beforeMs : Math.max(0, date - afterMs);
      return result;
    },
    { step: 'deserialize', priority: 'low', name: 'clockOfAws' },
  );
  return { aheadMs: () => aheadMs };
}
