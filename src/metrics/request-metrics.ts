import type { ConnectClient } from '@aws-sdk/client-connect';
import { Counter, Gauge, type Registry } from 'prom-client';
import { answerOf, isUnknownContact } from '../connect/classify-error.js';
import { packageVersion } from '../package-version.js';

const queryResults = ['found', 'unknown', 'throttled', 'failed'] as const;
type QueryResult = (typeof queryResults)[number];

const countedOperations = ['StartOutboundVoiceContact', 'DescribeContact', 'StopContact'] as const;

/** What is counted of requests to Amazon Connect, by workers and intakes of contact events alike. */
export class RequestMetrics {
  readonly #queries: Counter<'result'>;
  readonly #throttles: Counter<'operation'>;
  readonly #credentialFailures: Counter;

  /** @param part which part of ringonce the process is */
  constructor(registry: Registry, part: 'worker' | 'events') {
    const registers = [registry];
    new Gauge({
      name: 'ringonce_build_info',
      help: 'Always 1; the version and the part of ringonce that runs',
      labelNames: ['version', 'part'],
      registers,
    }).set({ version: packageVersion(), part }, 1);
    this.#queries = new Counter({
      name: 'ringonce_contact_queries_total',
      help: 'Requests DescribeContact, by result: found, unknown (Amazon Connect does not know the contact, or not yet), throttled, failed',
      labelNames: ['result'],
      registers,
    });
    this.#throttles = new Counter({
      name: 'ringonce_throttles_total',
      help: 'Requests that Amazon Connect has throttled, by operation',
      labelNames: ['operation'],
      registers,
    });
    this.#credentialFailures = new Counter({
      name: 'ringonce_aws_credential_failures_total',
      help: 'Requests that AWS turned away for our credentials, signature or clock; the log says which',
      registers,
    });
    for (const result of queryResults) this.#queries.inc({ result }, 0);
    for (const operation of countedOperations) this.#throttles.inc({ operation }, 0);
  }

  /** Counts all that goes out through the client from now on. */
  watch({ middlewareStack }: ConnectClient): void {
    middlewareStack.add(
      (next, { commandName = '' }) =>
        async (args) => {
          const operation = commandName.replace(/Command$/, '');
          try {
            const result = await next(args);
            this.#count(operation, 'found');
            return result;
          } catch (error) {
            this.#countFailure(operation, error);
            throw error;
          }
        },
      // First of all: it sees also what fails before anything is sent.
      { step: 'initialize', priority: 'high' },
    );
  }

  /** AWS has turned a request away for our credentials, signature or clock. */
  credentialsFailed(): void {
    this.#credentialFailures.inc();
  }

  #countFailure(operation: string, error: unknown): void {
    const { isThrottle, remedy } = answerOf(error);
    if (isThrottle) this.#throttles.inc({ operation });
    if (remedy !== undefined) this.credentialsFailed();
    this.#count(operation, isThrottle ? 'throttled' : isUnknownContact(error) ? 'unknown' : 'failed');
  }

  #count(operation: string, result: QueryResult): void {
    if (operation === 'DescribeContact') this.#queries.inc({ result });
  }
}
