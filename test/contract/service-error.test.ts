import { describe, expect, it } from 'vitest';
import { parseCall } from '../../src/contract/call.js';
import { serviceErrorOfIssues } from '../../src/contract/service-error.js';
import { aRequest } from '../support/requests.js';

const nameOf = (change: object) => {
  const parsed = parseCall('names', { ...aRequest(), ...change }, {});
  return parsed.ok ? undefined : serviceErrorOfIssues(parsed.issues);
};
const noSource = { SourcePhoneNumber: undefined, QueueId: undefined };

describe('the error of a request that is not valid', () => {
  it.each([
    { what: 'nothing wrong', change: {}, name: undefined },
    { what: 'a wrong type', change: { ContactFlowId: 7 }, name: 'SerializationException' },
    {
      what: 'a wrong type and a missing member',
      change: { ContactFlowId: 7, InstanceId: null },
      name: 'SerializationException',
    },
    { what: 'a missing member', change: { ContactFlowId: undefined }, name: 'InvalidRequestException' },
    { what: 'a wrong value', change: { DestinationPhoneNumber: '5550100' }, name: 'InvalidParameterException' },
    { what: 'members that need each other', change: noSource, name: 'InvalidRequestException' },
    { what: 'a member of campaigns only', change: { RingTimeoutInSeconds: 20 }, name: 'InvalidRequestException' },
    {
      what: 'a wrong value, and members that need each other',
      change: { ...noSource, DestinationPhoneNumber: '5550100' },
      name: 'InvalidParameterException',
    },
  ])('has the name $name for $what', ({ change, name }) => {
    expect(nameOf(change)).toBe(name);
  });
});
