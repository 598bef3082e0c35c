import type { Client } from '@temporalio/client';
import { defaultDataConverter, defaultPayloadConverter, toPayloads, TypedSearchAttributes } from '@temporalio/common';
import { expect, it } from 'vitest';
import { recordedCall } from '../../../src/client/call/recorded-call.js';

it('a call whose history goes between two requests, its retention being over, is gone', async () => {
  const notFound = Object.assign(new Error('5 NOT_FOUND'), { code: 5, details: 'not found', metadata: {} });
  const typedSearchAttributes = new TypedSearchAttributes();
  const description = { runId: 'run', status: { name: 'COMPLETED' }, raw: {}, typedSearchAttributes };
  const client = {
    options: { namespace: 'default' },
    workflow: {
      getHandle: () => ({ describe: () => Promise.resolve(description) }),
    },
    workflowService: { getWorkflowExecutionHistory: () => Promise.reject(notFound) },
  } as unknown as Client;

  expect(await recordedCall(client, 'order-1')).toBeUndefined();
});

it('a request with null for a member and one without it are the same, other values are not', async () => {
  const recorded = {
    ...request,
    Name: null,
    Attributes: { lang: 'en', region: null },
    AnswerMachineDetectionConfig: null,
  };
  const call = await recordedCall(clientThatHas(recorded), 'order-1');

  expect(call?.membersThatDiffer({ ...request, Attributes: { lang: 'en' } })).toEqual([]);
  expect(call?.membersThatDiffer({ ...request, QueueId: null, Attributes: { lang: 'en', tone: null } })).toEqual([]);
  expect(call?.membersThatDiffer({ ...request, Name: 'Recall' })).toEqual(['Attributes', 'Name']);
});

const request = { DestinationPhoneNumber: '+12065550100', ContactFlowId: 'flow-1', InstanceId: 'instance-1' };

/** One call, running, with this input. */
function clientThatHas(input: object): Client {
  const description = {
    type: 'outboundCall',
    runId: 'run',
    status: { name: 'RUNNING' },
    raw: {},
    typedSearchAttributes: new TypedSearchAttributes(),
  };
  const started = { input: { payloads: toPayloads(defaultPayloadConverter, input) } };
  const history = { events: [{ workflowExecutionStartedEventAttributes: started }] };
  return {
    options: { namespace: 'default', loadedDataConverter: defaultDataConverter },
    workflow: { getHandle: () => ({ describe: () => Promise.resolve(description) }) },
    workflowService: { getWorkflowExecutionHistory: () => Promise.resolve({ history }) },
  } as unknown as Client;
}
