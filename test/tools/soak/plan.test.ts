import { expect, it } from 'vitest';
import { faultKinds } from '../../../src/connect-simulator/control/faults.js';
import { callsAcrossChanges } from '../../../tools/soak/clock-changes.js';
import { callButtons, followUpButtons } from '../../../tools/soak/operators.js';
import { soakPlan } from '../../../tools/soak/plan.js';
import { processNames } from '../../../tools/soak/weather.js';

const extent = { calls: 400, durationMs: 360_000 };
const plan = soakPlan(1, extent);

it('is the same for the same seed, and another one for another', () => {
  expect(soakPlan(1, extent)).toEqual(plan);
  expect(callsAcrossChanges(1, extent)).toEqual(callsAcrossChanges(1, extent));
  expect(soakPlan(2, extent).weather).not.toEqual(plan.weather);
});

it('has every kind of fault of the local Connect, and the death of each process', () => {
  const { events } = plan.weather;
  const struck = new Set(events.flatMap((event) => (event.is === 'fault' ? [event.fault.kind] : [])));
  const killed = new Set(
    events.flatMap((event) => (event.is === 'harm' && event.harm === 'kill' ? [event.process] : [])),
  );
  expect([...struck].sort()).toEqual([...faultKinds].sort());
  expect([...killed].sort()).toEqual([...processNames].sort());
  expect(events.filter(({ is }) => is === 'resize').length).toBeGreaterThan(1);
});

it('has calls, follow-ups and rows of batches under IDs of their own, with hours and without, and every button', () => {
  const { items } = plan.load;
  expect(new Set(items.map(({ id }) => id)).size).toBe(extent.calls);
  for (const some of [
    items.filter(({ is }) => is === 'follow-up'),
    items.filter(({ batch }) => batch !== undefined),
    items.filter(({ hours }) => hours !== undefined),
    items.filter(({ hours, dueInMs }) => hours === undefined && dueInMs === undefined),
  ])
    expect(some.length).toBeGreaterThan(extent.calls / 10);
  // Of one plan's buttons chance may leave one out; of ten plans' it does not.
  const pressed = Array.from({ length: 10 }, (_, seed) => soakPlan(seed, extent).presses).flat();
  const buttonsOf = (kind: string) => new Set(pressed.flatMap(({ of, button }) => (of === kind ? [button] : [])));
  expect([...buttonsOf('call')].sort()).toEqual([...callButtons].sort());
  expect([...buttonsOf('follow-up')].sort()).toEqual([...followUpButtons].sort());
});

it('ends in time: nothing begins after the load', () => {
  const { weather, load, presses } = plan;
  expect(Math.max(...[...weather.events, ...load.items].map(({ atMs }) => atMs))).toBeLessThan(extent.durationMs);
  expect(Math.max(...presses.map(({ atMs }) => atMs))).toBeLessThan(extent.durationMs);
});
