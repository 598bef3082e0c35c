import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { createProgram } from '../../src/cli/program.js';
import { projectRoot } from '../../src/dev/project-root.js';
import { everyWorker } from '../../src/worker/tuning.js';

const folder = join(projectRoot(), 'deploy', 'kubernetes');
const { version } = JSON.parse(readFileSync(join(projectRoot(), 'package.json'), 'utf8')) as { version: string };

interface Probe {
  readonly httpGet: { readonly path: string; readonly port: string };
}

interface Container {
  readonly name: string;
  readonly image: string;
  readonly args: readonly string[];
  readonly env?: readonly { readonly name: string; readonly value?: string }[];
  readonly ports: readonly { readonly name: string; readonly containerPort: number }[];
  readonly resources: Readonly<Record<'requests' | 'limits', { readonly memory?: string }>>;
  readonly startupProbe?: Probe;
  readonly readinessProbe?: Probe;
  readonly livenessProbe?: Probe;
  readonly securityContext: object;
}

interface Resource {
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly data?: Readonly<Record<string, string>>;
  readonly spec: {
    readonly selector: { readonly matchLabels: object };
    readonly template: {
      readonly metadata: { readonly labels: object };
      readonly spec: {
        readonly terminationGracePeriodSeconds: number;
        readonly serviceAccountName?: string;
        readonly containers: readonly Container[];
      };
    };
  };
}

const resources = readdirSync(folder).flatMap((file) =>
  parseAllDocuments(readFileSync(join(folder, file), 'utf8')).map((document) => document.toJS() as Resource),
);
const ofKind = (kind: string) => resources.filter((resource) => resource.kind === kind);
const deployments = ofKind('Deployment').map((resource) => {
  const { spec } = resource.spec.template;
  const [container, ...others] = spec.containers;
  if (container === undefined || others.length > 0) throw new Error('one container a pod');
  return { name: resource.metadata.name, resource, pod: spec, container };
});
const deployment = (name: string) => deployments.find((each) => each.name === name);
const config = ofKind('ConfigMap')[0]?.data ?? {};

describe.each(deployments)('$name', ({ name, resource, pod, container }) => {
  it('runs this version', () => {
    expect(container.image).toBe(`ringonce:${version}`);
  });

  it('runs a command that there is, with its options', async () => {
    const [command = '', ...options] = container.args;
    const program = await createProgram();
    const found = program.commands.find((each) => each.name() === command);
    const known = found?.options.map(({ long }) => long) ?? [];

    expect(name).toBe(`ringonce-${command}`);
    const unknown = options.map((option) => option.split('=')[0] ?? '').filter((option) => !known.includes(option));
    expect(unknown).toEqual([]);
  });

  it('expands no variable that nobody sets', () => {
    const used = container.args.flatMap((arg) =>
      [...arg.matchAll(/\$\((\w+)\)/g)].map(([, variable = '']) => variable),
    );

    expect(used.filter((variable) => !(variable in config))).toEqual([]);
  });

  it('is probed at a port that it listens on', () => {
    const [port] = container.ports;
    const { startupProbe, readinessProbe, livenessProbe } = container;

    expect(container.args.join()).toMatch(new RegExp(`-port=${port?.containerPort ?? ''}(,|$)`));
    expect(container.args.join()).toMatch(/host=0\.0\.0\.0/);
    expect([startupProbe, readinessProbe, livenessProbe].map((probe) => probe?.httpGet.port)).toEqual(
      Array(3).fill(port?.name),
    );
    expect(livenessProbe?.httpGet.path).toBe('/healthz');
  });

  it('has a budget of its own for disruptions', () => {
    const budget = ofKind('PodDisruptionBudget').find(({ metadata }) => metadata.name === name);

    expect(budget?.spec.selector).toEqual(resource.spec.selector);
    expect(resource.spec.template.metadata.labels).toMatchObject(resource.spec.selector.matchLabels);
  });

  it('has resources, and may do nothing to its node', () => {
    expect(container.resources).toMatchObject({
      requests: { cpu: expect.any(String) as string, memory: expect.any(String) as string },
      limits: { memory: expect.any(String) as string },
    });
    expect(container.securityContext).toEqual({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    });
  });

  it('has its secrets by reference', () => {
    expect(container.env?.filter(({ value }) => value !== undefined) ?? []).toEqual([]);
    expect(Object.keys(config).filter((key) => /KEY$|KEYS$|SECRET|TOKEN|PASSWORD/.test(key))).toEqual([]);
  });

  it('has an account that there is', () => {
    const accounts = ofKind('ServiceAccount').map(({ metadata }) => metadata.name);

    expect([...accounts, undefined]).toContain(pod.serviceAccountName);
  });
});

describe('terminationGracePeriodSeconds', () => {
  it('lets the worker finish its dials, and close', () => {
    const { terminationGracePeriodSeconds = 0 } = deployment('ringonce-worker')?.pod ?? {};

    expect(terminationGracePeriodSeconds * 1000).toBeGreaterThanOrEqual(everyWorker.shutdownGraceTime + 10_000);
  });

  it('lets the gateway answer what has come in: its patience, and a dial that is out', async () => {
    const { terminationGracePeriodSeconds = 0 } = deployment('ringonce-gateway')?.pod ?? {};
    const gateway = (await createProgram()).commands.find((each) => each.name() === 'gateway');
    const patience = gateway?.options.find(({ long }) => long === '--patience')?.defaultValue as string;

    expect(patience).toMatch(/^\d+s$/);
    expect(terminationGracePeriodSeconds * 1000).toBeGreaterThanOrEqual(
      parseInt(patience) * 1000 + everyWorker.shutdownGraceTime + 10_000,
    );
  });
});

it('the job prepares the namespace with this version', () => {
  const [job, ...others] = ofKind('Job').map(({ spec }) => spec.template.spec.containers[0]);

  expect(others).toEqual([]);
  expect(job).toMatchObject({ image: `ringonce:${version}`, args: ['setup'] });
});
