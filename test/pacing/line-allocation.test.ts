import { expect, it } from 'vitest';
import type { LinePoolState, LineRequest, LineSettings } from '../../src/contract/lines.js';
import { emptyPool, LineAllocation } from '../../src/pacing/line-allocation.js';
import { LineQueue } from '../../src/pacing/line-queue.js';

const forever = Number.MAX_SAFE_INTEGER;

const request = (callId: string, more: Partial<LineRequest> = {}): LineRequest => ({
  callId,
  requestId: `${callId}-1`,
  priority: 3,
  untilMs: forever,
  ...more,
});

const poolOf = (settings: Partial<LineSettings>): LineAllocation =>
  new LineAllocation(emptyPool({ lines: 1, reserve: 0, ...settings }));

/** Lends one line after the other, each given back at once; answers whose turns they were. */
function turns(pool: LineAllocation, count: number): string[] {
  const calls: string[] = [];
  while (calls.length < count) {
    for (const { callId, answer } of pool.settle(0, 100)) {
      if (answer.is !== 'granted') continue;
      calls.push(callId);
      pool.giveBack({ callId, requestId: answer.requestId });
    }
  }
  return calls;
}

it('lends by priority, then first come', () => {
  const pool = poolOf({ lines: 0 });
  for (const [callId, priority] of [
    ['bulk-1', 5],
    ['usual-1', 3],
    ['bulk-2', 5],
    ['urgent', 1],
    ['usual-2', 3],
  ] as const)
    pool.ask(request(callId, { priority }), 0);
  pool.resize({ lines: 1, reserve: 0 });
  expect(turns(pool, 5)).toEqual(['urgent', 'usual-1', 'usual-2', 'bulk-1', 'bulk-2']);
});

it('lets fairness keys take turns by their weight, whoever came first with how many', () => {
  const pool = poolOf({ lines: 0 });
  const tenants = {
    acme: { calls: 60, weight: 1 },
    globex: { calls: 30, weight: 2 },
    initech: { calls: 30, weight: 1 },
  };
  for (const [fairnessKey, { calls, weight }] of Object.entries(tenants))
    for (let n = 0; n < calls; n++)
      pool.ask(request(`${fairnessKey}-${n}`, { fairnessKey, fairnessWeight: weight }), 0);
  pool.resize({ lines: 1, reserve: 0 });
  const first = turns(pool, 40);
  const shares = Object.keys(tenants).map((tenant) => first.filter((callId) => callId.startsWith(tenant)).length);
  expect(shares).toEqual([10, 20, 10]);
});

it('gives a key no credit for having been away', () => {
  const pool = poolOf({ lines: 0 });
  for (let n = 0; n < 30; n++) pool.ask(request(`acme-${n}`, { fairnessKey: 'acme' }), 0);
  pool.resize({ lines: 1, reserve: 0 });
  turns(pool, 20);
  for (let n = 0; n < 10; n++) pool.ask(request(`late-${n}`, { fairnessKey: 'late' }), 0);
  expect(turns(pool, 10).filter((callId) => callId.startsWith('late'))).toHaveLength(5);
});

it('keeps the reserve for others, and lends nothing while more is in use than there is', () => {
  const pool = poolOf({ lines: 5, reserve: 2 });
  for (const callId of ['a', 'b', 'c', 'd']) pool.ask(request(callId), 0);
  pool.settle(0, 100);
  expect(pool.view()).toMatchObject({ lines: 5, reserve: 2, busy: 3, waiting: 1 });
  pool.resize({ lines: 3, reserve: 2 });
  pool.giveBack({ callId: 'a', requestId: 'a-1' });
  pool.giveBack({ callId: 'b', requestId: 'b-1' });
  expect(pool.settle(0, 100)).toEqual([]);
  pool.giveBack({ callId: 'c', requestId: 'c-1' });
  expect(pool.settle(0, 100)).toMatchObject([{ callId: 'd', answer: { is: 'granted' } }]);
});

it('lends a call that was reset its own line again, and takes it back only once', () => {
  const pool = poolOf({ lines: 1 });
  pool.ask(request('a'), 0);
  pool.settle(0, 100);
  pool.ask(request('a', { requestId: 'a-2' }), 0);
  expect(pool.settle(0, 100)).toEqual([{ callId: 'a', answer: { requestId: 'a-2', is: 'granted' } }]);
  pool.giveBack({ callId: 'a', requestId: 'a-1' });
  expect(pool.busy).toBe(1);
  pool.giveBack({ callId: 'a', requestId: 'a-2' });
  expect(pool.busy).toBe(0);
});

it('tells who finds the queue full when to come back, one after the other, and keeps room for urgent calls', () => {
  const pool = poolOf({ lines: 0 });
  const id = (n: number) => `${'x'.repeat(480)}${n}`;
  for (let n = 0; n < 1_200; n++) pool.ask(request(id(n)), 1_000);
  pool.ask(request('urgent', { priority: 1 }), 1_000);
  // Who waits already, and asks again, is not sent away.
  pool.ask(request(id(0), { requestId: 'again' }), 1_000);
  const answers = pool.settle(1_000, 10_000).map(({ answer }) => answer);
  const times = answers.flatMap((answer) => (answer.is === 'come-back' ? [answer.atMs] : []));
  expect(times.length).toBeGreaterThan(100);
  expect(pool.view().waiting).toBe(1_201 - times.length);
  expect(pool.view().waitingByPriority).toMatchObject({ 1: 1 });
  expect(times[0]).toBeGreaterThan(60_000);
  expect(times).toEqual([...new Set(times)].sort((one, other) => one - other));
  expect(JSON.stringify(pool.state()).length).toBeLessThan(1_500_000);
});

it('loses no answer that was not sent yet when it is continued as new', () => {
  const pool = poolOf({ lines: 1 });
  pool.ask(request('a'), 0);
  pool.settle(0, 100);
  pool.ask(request('a', { requestId: 'a-2' }), 0);
  for (const callId of ['b', 'c']) pool.ask(request(callId, { untilMs: 5 }), 0);
  // Both are late, and one answer has to wait.
  const first = pool.settle(10, 2);
  const next = new LineAllocation(JSON.parse(JSON.stringify(pool.state())) as LinePoolState);
  const answers = [...first, ...next.settle(10, 100)].map(({ callId, answer }) => `${callId} ${answer.is}`);
  expect(answers).toEqual(['a granted', 'b too-late', 'c too-late']);
});

it('tells a call at once that its time is over, also while the queue is full', () => {
  const pool = poolOf({ lines: 0 });
  for (let n = 0; n < 1_000; n++) pool.ask(request(String(n).padEnd(600, 'x')), 0);
  pool.ask(request('late', { untilMs: 10 }), 10);
  expect(pool.settle(10, 10_000)).toContainEqual({ callId: 'late', answer: { requestId: 'late-1', is: 'too-late' } });
});

it('fits into the input of another run, whatever the keys and however many answers wait', () => {
  const pool = poolOf({ lines: 0 });
  for (let n = 0; n < 30_000; n++) pool.ask(request(`c-${n}`, { fairnessKey: String(n).padEnd(64, 'k') }), 0);
  const size = () => JSON.stringify(pool.state()).length;
  expect(pool.fitsIntoOneInput).toBe(false);
  while (!pool.fitsIntoOneInput) expect(pool.settle(0, 100)).toHaveLength(100);
  expect(size()).toBeLessThan(1_900_000);
  expect(size()).toBeGreaterThan(500_000);
  expect(pool.view().waiting).toBeGreaterThan(3_000);
});

it('counts what waits exactly, whoever comes and goes', () => {
  const queue = new LineQueue([]);
  for (let round = 0; round < 3; round++) {
    for (let n = 0; n < 50; n++)
      queue.add(request(`c-${n}`, { priority: (n % 5) + 1, fairnessKey: `key-${n % 7}` }), round);
    expect(Object.values(queue.byPriority())).toEqual([10, 10, 10, 10, 10]);
    for (let n = 0; n < 25; n++) queue.next();
    expect(queue.size).toBe(25);
    for (let n = 0; n < 50; n++) queue.remove(request(`c-${n}`));
  }
  expect([queue.size, queue.bytes, queue.byPriority()]).toEqual([0, 0, {}]);
});
