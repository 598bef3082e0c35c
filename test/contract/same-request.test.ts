import { expect, it } from 'vitest';
import { membersThatDiffer } from '../../src/contract/same-request.js';
import { aRequest } from '../support/requests.js';

const request = { ...aRequest(), Attributes: { a: '1', b: '2' }, References: { t: { Type: 'URL', Value: 'x' } } };

const differing = (change: object, from: object = request): string[] =>
  membersThatDiffer(from, { ...from, ...change }, 'order-1');

it.each([
  ['members in another order', Object.fromEntries(Object.entries(request).reverse())],
  ['attributes in another order', { Attributes: { b: '2', a: '1' } }],
  ['members of a reference in another order', { References: { t: { Value: 'x', Type: 'URL' } } }],
  ['the ID as its token', { ClientToken: 'order-1' }],
  ['the ID as its attribute', { Attributes: { a: '1', b: '2', 'ringonce-call-id': 'order-1' } }],
  ['null for what is not set', { Name: null, QueueId: null }],
  ['undefined for what is not set', { Name: undefined }],
  ['zero values for what is not set', { QueueId: '', RingTimeoutInSeconds: 0, ClientToken: '' }],
])('is the same request with %s', (_, change) => {
  expect(differing(change)).toEqual([]);
});

it.each([
  ['no attributes and empty ones', {}, { Attributes: {} }],
  ['no attributes and the ID alone', {}, { Attributes: { 'ringonce-call-id': 'order-1' } }],
])('is the same request with %s', (_, one, other) => {
  expect(membersThatDiffer({ ...aRequest(), ...one }, { ...aRequest(), ...other }, 'order-1')).toEqual([]);
});

it.each([
  ['another number', { DestinationPhoneNumber: '+12065550111' }, ['DestinationPhoneNumber']],
  ['a member more', { Name: 'a name' }, ['Name']],
  ['an empty name, which is sent', { Name: '' }, ['Name']],
  ['another token', { ClientToken: 'order-2' }, ['ClientToken']],
  ['an attribute more', { Attributes: { a: '1', b: '2', c: '3' } }, ['Attributes']],
  ['an attribute less', { Attributes: { a: '1' } }, ['Attributes']],
  ['another attribute of as many', { Attributes: { a: '1', c: '2' } }, ['Attributes']],
  [
    'the ID of another call as the attribute',
    { Attributes: { a: '1', b: '2', 'ringonce-call-id': 'x' } },
    ['Attributes'],
  ],
  ['an attribute named as a method is', { Attributes: { a: '1', toString: '2' } }, ['Attributes']],
  ['a deeper member', { References: { t: { Type: 'URL', Value: 'y' } } }, ['References']],
  ['a list for a map', { Attributes: ['1', '2'] }, ['Attributes']],
  ['two of them', { Name: 'a name', QueueId: 'q' }, ['Name', 'QueueId']],
])('is another request with %s', (_, change, members) => {
  expect(differing(change)).toEqual(members);
});

it('tells a list from a map with the same keys, and its order', () => {
  const withList = { ...request, OutboundStrategy: { Config: { Actions: ['CALL', 'DISCARD'] } } };
  const actions = (Actions: unknown) => ({ OutboundStrategy: { Config: { Actions } } });

  expect(differing(actions(['CALL', 'DISCARD']), withList)).toEqual([]);
  expect(differing(actions(['DISCARD', 'CALL']), withList)).toEqual(['OutboundStrategy']);
  expect(differing(actions({ 0: 'CALL', 1: 'DISCARD' }), withList)).toEqual(['OutboundStrategy']);
});

it.each([null, undefined, 'a text', 7, []])('%s is a request without members', (nothing) => {
  expect(membersThatDiffer(request, nothing, 'order-1').sort()).toEqual(Object.keys(request).sort());
});
