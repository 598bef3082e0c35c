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

/** The same pool in its next run. */
const continued = (pool: LineAllocation): LineAllocation =>
  new LineAllocation(JSON.parse(JSON.stringify(pool.state())) as LinePoolState);

/** Fills the queue, and forgets what was answered meanwhile. */
function fill(pool: LineAllocation): void {
  for (let n = 0; n < 1_000; n++) pool.ask(request(String(n).padEnd(500, 'x')), 0);
  pool.settle(0, 10_000);
}

/** When a call that finds the queue full is to come back. */
function comesBackAt(pool: LineAllocation, callId: string, nowMs: number): number {
  pool.ask(request(callId), nowMs);
  const { answer } = pool.settle(nowMs, 10_000).find((answer) => answer.callId === callId) ?? {};
  if (answer?.is !== 'come-back') throw new TypeError(`${callId} was not sent away`);
  return answer.atMs;
}

it('lets calls that found the queue full come back at twice the pace of its grants, one run like the other', () => {
  let pool = poolOf({ lines: 0 });
  fill(pool);
  pool.resize({ lines: 1, reserve: 0 });
  let nowMs = 0;
  for (let grants = 0; grants < 100; grants++) {
    nowMs += 2_000;
    const [line] = pool.state().lent;
    if (line !== undefined) pool.giveBack(line);
    pool.settle(nowMs, 100);
  }
  fill(pool);
  const times = ['a', 'b', 'c', 'd'].map((callId) => {
    pool = continued(pool);
    return comesBackAt(pool, callId, nowMs);
  });
  const [first = 0, ...later] = times;
  expect(later.map((atMs) => Math.round((atMs - first) / 100) * 100)).toEqual([1_000, 2_000, 3_000]);
});

it('does not take a pause in which nobody waited for the pace of its grants', () => {
  const pool = poolOf({ lines: 2 });
  const { grantEveryMs } = pool.state();
  pool.ask(request('before'), 0);
  pool.settle(0, 100);
  for (const callId of ['after-1', 'after-2']) pool.ask(request(callId), 3_600_000);
  pool.settle(3_600_000, 100);
  expect(pool.view()).toMatchObject({ busy: 2, waiting: 1 });
  expect(pool.state()).toMatchObject({ grantEveryMs });
});

it('sends no call away for more than an hour, however many there are', () => {
  const pool = new LineAllocation({ ...emptyPool({ lines: 0, reserve: 0 }), grantEveryMs: 60_000 });
  fill(pool);
  const times = Array.from({ length: 200 }, (_, n) => comesBackAt(pool, `late-${n}`, 0));
  expect(Math.max(...times)).toBe(3_600_000);
});

it('is full for urgent calls too in the end: it fits into the input of another run', () => {
  const pool = poolOf({ lines: 0 });
  for (let n = 0; n < 2_500; n++) pool.ask(request(String(n).padEnd(500, 'x'), { priority: 1 }), 0);
  while (pool.settle(0, 100).length > 0);
  expect(pool.fitsIntoOneInput).toBe(true);
  expect(pool.view().waiting).toBeLessThan(2_500);
});

it('lends no line before its answer can go out: an urgent call that comes meanwhile is first', () => {
  const pool = poolOf({ lines: 2 });
  for (const callId of ['first', 'second']) pool.ask(request(callId), 0);
  const answered = pool.settle(0, 1);
  pool.ask(request('urgent', { priority: 1 }), 1);
  answered.push(...pool.settle(1, 1));
  expect(answered.map(({ callId, answer }) => `${callId} ${answer.is}`)).toEqual(['first granted', 'urgent granted']);
});

it('shows since when a line is lent, also after its call was reset, and since when the oldest waits, whatever its key', () => {
  const pool = poolOf({ lines: 1 });
  pool.ask(request('talks'), 10);
  pool.settle(10, 100);
  pool.ask(request('talks', { requestId: 'talks-2' }), 20);
  pool.ask(request('acme-1', { fairnessKey: 'acme' }), 30);
  pool.ask(request('globex-1', { fairnessKey: 'globex' }), 40);
  pool.giveBack({ callId: 'acme-1', requestId: 'acme-1-1' });
  pool.ask(request('acme-2', { fairnessKey: 'acme' }), 50);
  pool.settle(50, 100);
  expect(pool.view()).toMatchObject({
    lent: [{ callId: 'talks', since: new Date(10).toISOString() }],
    oldestWaitsSince: new Date(40).toISOString(),
  });
});

it('loses no answer that was not sent yet when it is continued as new', () => {
  const pool = poolOf({ lines: 1 });
  pool.ask(request('a'), 0);
  pool.settle(0, 100);
  pool.ask(request('a', { requestId: 'a-2' }), 0);
  for (const callId of ['b', 'c']) pool.ask(request(callId, { untilMs: 5 }), 0);
  // Both are late, and one answer has to wait.
  const first = pool.settle(10, 2);
  const answers = [...first, ...continued(pool).settle(10, 100)].map(({ callId, answer }) => `${callId} ${answer.is}`);
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

it('forgets fairness keys that nobody waits with any more, though others wait on', () => {
  const queue = new LineQueue([]);
  for (let n = 0; n < 300; n++) queue.add(request(`usual-${n}`), n);
  for (let n = 0; n < 100; n++) {
    queue.add(request(`once-${n}`, { fairnessKey: `key-${n}` }), 300 + n);
    queue.next();
    queue.next();
  }
  expect(queue.size).toBe(200);
  // As much as another run is handed, but for what is forgotten at the next turn.
  expect(queue.bytes - new LineQueue(queue.state()).bytes).toBeLessThan(1_000);
});
