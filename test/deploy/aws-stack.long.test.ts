import { execFile } from 'node:child_process';
import { globSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { GetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { projectRoot } from '../../src/dev/project-root.js';
import { pythonWithDeployTools } from '../../tools/for-tests/deploy-tools.js';
import { awsSettings, startRingonce, temporalSettings } from '../cli/ringonce-process.js';
import { aRequest } from '../support/requests.js';
import { localSqsClient } from '../support/sqs-server.js';
import { startWorld, type World } from '../support/world.js';
import { startMotoServer, type MotoServer } from './moto-server.js';

const template = join(projectRoot(), 'deploy', 'aws', 'ringonce.yaml');
const { InstanceId } = aRequest();
// moto leaves a list that is a default in one piece: docs/contact-events.md.
const EventTypes = 'CONNECTED_TO_SYSTEM,DISCONNECTED,COMPLETED';

const python = (await pythonWithDeployTools()) ?? '';
if (python === '') console.warn('Python is not installed: deploy/aws/ringonce.yaml is neither checked nor run');

interface Outputs {
  readonly QueueUrl: string;
}

interface Made {
  readonly policies: readonly { readonly Statement: readonly { readonly Action: string | readonly string[] }[] }[];
}

interface Event {
  readonly detail: { readonly eventType: string };
}

describe.runIf(python !== '')('deploy/aws/ringonce.yaml', () => {
  it('is what cfn-lint calls right', async () => {
    const lint = ['-c', 'import sys; from cfnlint.runner import main; sys.exit(main())', '--include-checks', 'I'];

    const { stdout } = await promisify(execFile)(python, [...lint, '--', template]);

    expect(stdout).toBe('');
  });

  describe('as a stack', () => {
    let moto: MotoServer;
    let world: World;
    let outputs: Outputs;
    let queueUrl: string;
    beforeAll(async () => {
      // A phone that rings goes on ringing until the test says otherwise.
      [moto, world] = await Promise.all([startMotoServer(python), startWorld({ timeScale: 0 })]);
      outputs = (await moto.stack(['create', template, JSON.stringify({ InstanceId, EventTypes })])) as Outputs;
      // moto names AWS's own host, and serves the path.
      queueUrl = `${moto.url}${new URL(outputs.QueueUrl).pathname}`;
    });
    afterAll(async () => {
      await world[Symbol.asyncDispose]();
      await moto[Symbol.asyncDispose]();
    });

    const startEvents = async () => {
      const events = startRingonce(['events', '--queue-url', queueUrl], {
        ...awsSettings,
        ...temporalSettings(world.server),
        AWS_ENDPOINT_URL_CONNECT: world.connect.url,
        AWS_ENDPOINT_URL_SQS: moto.url,
      });
      await events.untilPrinted('"msg":"ready"');
      return events;
    };
    /** A call that has ended, which no worker is there to find out; its events, as Amazon Connect has them. */
    const endedCall = async (callId: string) => {
      const worker = await world.startWorker();
      const call = await world.ringonce.start(callId, aRequest(), { lines: 'unlimited' });
      const ContactId = await call.contactId();
      const handle = world.ringonce.client.workflow.getHandle(callId);
      const outcome = async () => (await handle.describe()).raw.pendingActivities?.[0];
      await expect
        .poll(async () => [(await outcome())?.activityId, (await outcome())?.lastStartedTime != null])
        .toEqual(['outcome', true]);
      await worker.shutdown();
      world.connect.advance(120_000);
      const documents = world.connect.events({ contactId: ContactId }).map(({ document }) => document as Event);
      return { call, documents };
    };
    const ofType = (type: string) => (document: Event) => document.detail.eventType === type;
    const count = async (url: string): Promise<number> => {
      const AttributeNames = ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'] as const;
      const command = new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: [...AttributeNames] });
      const { Attributes = {} } = await localSqsClient(moto.url).send(command);
      return Object.values(Attributes).reduce((sum, value) => sum + Number(value), 0);
    };

    it('lets a call end by an event that EventBridge has put into its queue', async () => {
      const { call, documents } = await endedCall('by-the-stack');
      await using events = await startEvents();

      expect(await moto.stack(['put-events'], JSON.stringify(documents.filter(ofType('DISCONNECTED'))))).toBe(0);

      await events.untilPrinted('"msg":"outcome told"');
      const worker = await world.startWorker();
      expect(await call.result()).toMatchObject({ outcome: 'ANSWERED' });
      await worker.shutdown();
      expect(world.connect.ledger({ clientToken: 'by-the-stack' })).toHaveLength(1);
      await expect.poll(() => count(queueUrl)).toBe(0);
    });

    it('has EventBridge send what a call can use of this instance, and nothing else', async () => {
      const { documents } = await endedCall('all-events');
      const ofAnother = JSON.parse(
        JSON.stringify(documents).replaceAll(InstanceId, '846ec553-a005-41c0-8341-000000000003'),
      ) as Event[];
      const types = documents.map(({ detail }) => detail.eventType);
      const wanted = EventTypes.split(',').filter((type) => types.includes(type));

      await moto.stack(['put-events'], JSON.stringify([...documents, ...ofAnother]));

      expect(types.length).toBeGreaterThan(wanted.length);
      expect(await count(queueUrl)).toBe(wanted.length);
    });

    it('allows what the code sends, and nothing else', async () => {
      const { policies } = (await moto.stack(['made'])) as Made;
      const allowed = policies.map(({ Statement }) => Statement.flatMap(({ Action }) => Action).sort());
      const contactEvents = await commandsIn('src/contact-events', 'src/connect/describe-contact.ts');
      const worker = await commandsIn('src/connect', 'activities', 'src/lines', 'src/worker');

      expect(allowed.sort()).toEqual([worker, contactEvents].sort());
      expect(JSON.stringify(policies)).not.toMatch(/"Resource": ?"\*"/);
    });

    it('takes queues and rule along when it is deleted', async () => {
      expect(await moto.stack(['delete'])).toEqual({ queues: [], rules: [] });
    });
  });
});

/** The actions of the AWS commands that files of these folders make. */
async function commandsIn(...paths: readonly string[]): Promise<string[]> {
  const files = paths.flatMap((path) =>
    path.endsWith('.ts') ? [path] : globSync(`${path}/**/*.ts`, { cwd: projectRoot() }),
  );
  const sources = await Promise.all(files.map((file) => readFile(join(projectRoot(), file), 'utf8')));
  const names = sources.flatMap((source) => [...source.matchAll(/new (\w+)Command\(/g)].map(([, name = '']) => name));
  const service = (name: string) => (/Contact$/.test(name) ? 'connect' : 'sqs');
  return [...new Set(names.map((name) => `${service(name)}:${name}`))].sort();
}
