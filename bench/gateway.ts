import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import { ConnectClient, StartOutboundVoiceContactCommand } from '@aws-sdk/client-connect';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import pMap from 'p-map';
import { endWithUs, stop } from '../src/dev/children.js';
import { hermeticEnvironment, localVariables, writeEmptyTemporalProfile } from '../src/dev/local-environment.js';
import { cliPath } from '../src/dev/worker-process.js';
import { everydayRequest } from './call-kinds.js';
import { usageOf } from './children.js';
import { budgets, figure, progress, type Measured, type Run } from './report.js';
import { maxPauseMs } from './speed.js';
import { median } from './statistics.js';
import { inThisProcess, type InProcessWorld, type Temporal } from './world.js';

/** After `settledAfter` calls V8 has the heap that it wants: what is added from then on is kept. */
const fullPlan = {
  ...{ warmUpRounds: 10, rounds: 60, maxMs: 120_000 },
  ...{ calls: 10_000, settledAfter: 2_000, callsInFlight: 50 },
};
const quickPlan: typeof fullPlan = {
  ...fullPlan,
  ...{ warmUpRounds: 5, rounds: 20, maxMs: 60_000, calls: 2_000, settledAfter: 1_000 },
};

const key = { accessKeyId: 'RINGONCEBENCH', secretAccessKey: 'a-secret-for-the-bench' };

/** As its callers would have it: no line, and nobody who follows the call, so that nothing but the way to the dial counts. */
const options = { lines: 'unlimited', tracking: 'none' } as const;

/** The gateway beside the same AWS client that calls the local Connect directly, and beside the engine alone. */
export async function measureGateway(temporal: Temporal, { isQuick }: Run): Promise<Measured> {
  const plan = isQuick ? quickPlan : fullPlan;
  return inThisProcess(temporal, async (world) => {
    await using gateway = await startGatewayProcess(world);
    const latencyMs = await measureLatency(world, gateway.url, plan);
    const sustained = await measureSustained(gateway, plan);
    const { direct, startToDial, startToContactId, throughGateway } = latencyMs;
    const allowedMs = 2 * median(direct) + median(startToDial);
    const unit = 'ms';
    const figures = [
      figure('gateway: ContactId from Connect itself, p50', median(direct), { unit }),
      figure('  engine alone, start to dial, p50', median(startToDial), { unit }),
      figure('  engine alone, start to ContactId, p50', median(startToContactId), { unit }),
      figure('  ContactId through the gateway, p50, over 2 × direct and start to dial', median(throughGateway), {
        unit,
        ratio: median(throughGateway) / allowedMs,
        budget: budgets.gatewayLatency,
      }),
      figure(`  ${plan.callsInFlight} in flight, ${plan.calls.toLocaleString('en')} calls`, sustained.callsPerSecond, {
        unit: 'calls/s',
      }),
      figure('  of them without a ContactId', sustained.failures, { unit: 'count', budget: budgets.gatewayFailures }),
      figure(`  memory of the gateway at the end, over ${plan.settledAfter} calls`, sustained.rssMB.atTheEnd, {
        unit: 'MB',
        ratio: sustained.rssMB.atTheEnd / sustained.rssMB.settled,
        budget: budgets.gatewayMemory,
      }),
    ];
    return { plan, figures, measurements: { latencyMs, sustained } };
  });
}

interface GatewayProcess extends AsyncDisposable {
  readonly url: string;
  readonly pid: number;
}

/** As it was built, in a process of its own. */
async function startGatewayProcess({ server, simulator }: InProcessWorld): Promise<GatewayProcess> {
  const temporalConfig = await writeEmptyTemporalProfile();
  const environment = {
    ...hermeticEnvironment(temporalConfig.path, localVariables(server, simulator)),
    RINGONCE_GATEWAY_KEYS: `${key.accessKeyId}:${key.secretAccessKey}`,
  };
  const args = [cliPath, 'gateway', '--port', '0', '--options', JSON.stringify(options), '--patience', '5m'];
  const child = spawn(process.execPath, args, {
    env: environment,
    stdio: ['ignore', 'ignore', 'pipe'],
    detached: true,
  });
  const guard = endWithUs(child);
  const url = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stderr }).on('line', (line) => {
      const { url } = JSON.parse(line) as { readonly url?: string };
      if (url !== undefined) resolve(url);
    });
    void once(child, 'exit').then(([code]) => reject(new Error(`The gateway ended with ${String(code)}`)));
  });
  return {
    url,
    pid: child.pid ?? 0,
    async [Symbol.asyncDispose]() {
      await stop(child);
      await guard.release();
      await temporalConfig[Symbol.asyncDispose]();
    },
  };
}

function clientOf(url: string): ConnectClient {
  return new ConnectClient({
    endpoint: url,
    region: 'us-west-2',
    credentials: key,
    maxAttempts: 1,
    requestHandler: new NodeHttpHandler({ httpAgent: { maxSockets: Infinity } }),
  });
}

const place = (client: ConnectClient, ClientToken: string) =>
  client.send(new StartOutboundVoiceContactCommand({ ...everydayRequest, ClientToken }));

/** One call at a time, the ways in turns. */
async function measureLatency(world: InProcessWorld, url: string, plan: typeof fullPlan) {
  progress(`Gateway: ${plan.rounds} calls each way, one at a time`);
  const { arrivals, ringonce, simulator } = world;
  const [atConnect, atGateway] = [clientOf(simulator.url), clientOf(url)];
  const samples = {
    direct: [] as number[],
    startToDial: [] as number[],
    startToContactId: [] as number[],
    throughGateway: [] as number[],
  };
  const timed = async (of: number[], work: () => Promise<unknown>) => {
    const startedAtMs = performance.now();
    await work();
    of.push(performance.now() - startedAtMs);
    await wait(Math.random() * maxPauseMs);
  };
  const endAtMs = performance.now() + plan.maxMs;
  for (let round = -plan.warmUpRounds; round < plan.rounds && performance.now() < endAtMs; round++) {
    if (round === 0) for (const list of Object.values(samples)) list.length = 0;
    await timed(samples.direct, () => place(atConnect, `direct-${round}`));
    await timed(samples.startToContactId, async () => {
      const { call, latencyMs } = await arrivals.startToDial(`engine-${round}`, (id) =>
        ringonce.start(id, everydayRequest, options),
      );
      samples.startToDial.push(latencyMs);
      await call.contactId();
    });
    await timed(samples.throughGateway, () => place(atGateway, `gateway-${round}`));
  }
  return samples;
}

/** Many calls, so many in flight: whether all have a ContactId, and whether the gateway's memory grows. */
async function measureSustained({ url, pid }: GatewayProcess, { calls, settledAfter, callsInFlight }: typeof fullPlan) {
  progress(`Gateway: ${calls.toLocaleString('en')} calls, ${callsInFlight} in flight`);
  const client = clientOf(url);
  const rssMB: number[] = [];
  let failures = 0;
  const startedAtMs = performance.now();
  await pMap(
    Array.from({ length: calls }, (_, index) => index),
    async (index) => {
      const { ContactId } = await place(client, `sustained-${index}`).catch((error: unknown) => {
        progress(`Gateway: call ${index} failed: ${String(error)}`);
        return { ContactId: undefined };
      });
      if (ContactId === undefined) failures++;
      if (index % (calls / 100) === 0) rssMB.push((await usageOf(pid)).rssMB);
      if (index > 0 && index % (calls / 10) === 0) progress(`Gateway: ${index.toLocaleString('en')} calls`);
    },
    { concurrency: callsInFlight },
  );
  const callsPerSecond = calls / ((performance.now() - startedAtMs) / 1000);
  const tenth = rssMB.length / 10;
  const settledAt = Math.round((settledAfter / calls) * rssMB.length);
  const settled = median(rssMB.slice(settledAt, settledAt + tenth));
  const atTheEnd = median(rssMB.slice(-tenth));
  return { callsPerSecond, failures, rssMB: { settled, atTheEnd, most: Math.max(...rssMB) } };
}
