import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { projectRoot } from '../../src/dev/project-root.js';

type Variables = Readonly<Record<string, string>>;

/** What docker-compose.yml tells a service; YAML's merge keys are followed. */
export function composeVariables(service: string): Variables {
  const text = readFileSync(join(projectRoot(), 'docker-compose.yml'), 'utf8');
  const { services } = parse(text, { merge: true }) as {
    readonly services: Readonly<Record<string, { readonly environment?: Variables }>>;
  };
  const variables = services[service]?.environment;
  if (variables === undefined) throw new Error(`docker-compose.yml has no service ${service} with an environment`);
  return variables;
}

/** The version of Temporal's server in docker-compose.yml. */
export function composeTemporalVersion(): string {
  const text = readFileSync(join(projectRoot(), 'docker-compose.yml'), 'utf8');
  const version = /image: temporalio\/server:(\S+)/.exec(text)?.[1];
  if (version === undefined) throw new Error('docker-compose.yml has no image of temporalio/server');
  return version;
}
