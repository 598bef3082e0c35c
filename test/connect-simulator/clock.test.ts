import { expect, it } from 'vitest';
import { Agenda, Clock } from '../../src/connect-simulator/clock.js';
import { aClock } from './support.js';

function anAgenda(timeScale = 1) {
  const wall = aClock();
  const clock = new Clock(wall.now, timeScale);
  const agenda = new Agenda(clock);
  const done: string[] = [];
  const add = (dueMs: number, name: string): (() => void) => agenda.add(dueMs, () => done.push(name));
  return { wall, clock, agenda, done, add };
}

it('runs what is due by its moment, and equals in the order in which they were added', () => {
  const { wall, agenda, done, add } = anAgenda();
  for (const [dueMs, name] of [
    [20, 'c'],
    [10, 'a'],
    [20, 'd'],
    [10, 'b'],
    [21, 'not yet'],
  ] as const) {
    add(dueMs, name);
  }
  wall.advance(20);
  agenda.runDue();
  expect(done).toEqual(['a', 'b', 'c', 'd']);
  agenda.runDue();
  expect(done).toEqual(['a', 'b', 'c', 'd']);
});

it('runs what that puts down, if it is due, in its turn', () => {
  const { wall, agenda, done, add } = anAgenda();
  agenda.add(10, () => {
    add(15, 'late');
    add(10, 'next');
    add(21, 'not yet');
  });
  add(12, 'between');
  wall.advance(20);
  agenda.runDue();
  expect(done).toEqual(['next', 'between', 'late']);
});

it('runs nothing that was taken off or forgotten', () => {
  const { wall, agenda, done, add } = anAgenda();
  add(10, 'forgotten');
  agenda.clear();
  add(10, 'taken off')();
  add(10, 'left');
  wall.advance(20);
  agenda.runDue();
  expect(done).toEqual(['left']);
});

it('goes by simulated time: faster, standing still, moved', () => {
  const { wall, clock, agenda, done, add } = anAgenda(60);
  add(60_000, 'a minute');
  add(120_000, 'two');
  wall.advance(999);
  agenda.runDue();
  expect(done).toEqual([]);
  wall.advance(1);
  agenda.runDue();
  expect(done).toEqual(['a minute']);
  clock.setTimeScale(0);
  wall.advance(1_000_000);
  agenda.runDue();
  expect(done).toEqual(['a minute']);
  clock.advance(60_000);
  agenda.runDue();
  expect(done).toEqual(['a minute', 'two']);
});

it('wakes up by itself, more than once', async () => {
  const clock = new Clock(Date.now, 1000);
  const agenda = new Agenda(clock);
  const times = await new Promise<number[]>((resolve) => {
    const woken: number[] = [];
    const wake = (): void => {
      woken.push(clock.mark().progressMs);
      if (woken.length === 3) resolve(woken);
      else agenda.add(clock.mark().progressMs + 5000, wake);
    };
    agenda.add(5000, wake);
  });
  expect(times[0]).toBeGreaterThanOrEqual(5000);
  expect(times[2]).toBeGreaterThanOrEqual(15_000);
});
