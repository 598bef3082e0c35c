import { setTimeout as wait } from 'node:timers/promises';
import type { BatchRow } from '../client/index.js';
import { linesInWords } from '../client/lines.js';
import { requestOf } from './demo-outcomes.js';
import { begin, type CallEnd, type Stage } from './demo-stage.js';
import { style } from './terminal-style.js';

/** An instance of its own: its ten lines are free. */
const InstanceId = '846ec553-a005-41c0-8341-00000000000a';
const bulkCalls = 22;
const urgentCalls = 3;
const tellEveryMs = 500;

/** A minute of a call takes twelve seconds: calls are to be long enough for ten lines to be too few. */
const slowTimeScale = 5;

/** Starts 25 calls at once on an instance of 10 lines, the urgent ones last; tells meanwhile how the lines are used. */
export async function callMany(stage: Stage): Promise<CallEnd> {
  const { stack, ringonce } = stage;
  const { workflowId, story } = begin('many', '25 calls at once, over the 10 lines of an instance', stage);
  const { timeScale } = stack.connect.settings;
  stack.connect.configure({ timeScale: slowTimeScale });
  const ids = (kind: string, count: number) =>
    Array.from({ length: count }, (_, n) => `${workflowId}-${kind}-${n + 1}`);
  const bulk = ids('bulk', bulkCalls);
  const urgent = ids('urgent', urgentCalls);
  const rows = [...bulk.map((id) => rowOf(id, 5)), ...urgent.map((id) => rowOf(id, 1))];
  let started = 0;
  // In their order: the urgent ones are to come last.
  for await (const { verdict } of ringonce.startBatch(rows, { concurrency: 1 })) if (verdict === 'started') started++;
  story.say(`startBatch: ${started} of ${rows.length} started, the ${urgentCalls} urgent ones last`);

  const ended = Promise.all([...bulk, ...urgent].map((id) => ringonce.call(id).result()));
  for (let told = ''; (await Promise.race([ended, wait(tellEveryMs)])) === undefined;) {
    const now = linesInWords(await ringonce.lines.of(InstanceId));
    if (now.replace(/, oldest .*/, '') !== told) story.say(now);
    told = now.replace(/, oldest .*/, '');
  }
  stack.connect.configure({ timeScale });
  const results = await ended;
  const rung = stack.connect
    .ledger()
    .map(({ ClientToken }) => ClientToken)
    .filter((id) => id.startsWith(workflowId));
  const afterUrgent = rung.length - 1 - Math.max(...urgent.map((id) => rung.indexOf(id)));
  story.say(
    style.strong(
      `by the ledger: ${rung.length} phones rang, never more than 10 at once; ${afterUrgent} calls that had come before the urgent ones rang after them`,
    ),
  );
  // A call over the instance's lines would not have been answered: Amazon Connect ends it in fast-busy.
  const areAsMeant =
    results.every(({ outcome }) => outcome === 'ANSWERED') && new Set(rung).size === rows.length && afterUrgent > 0;
  return () =>
    Promise.resolve({
      workflowId: `${workflowId}-…`,
      happened: `${rows.length} calls over 10 lines, urgent ones first`,
      end: areAsMeant ? 'ANSWERED' : 'other',
      expected: 'ANSWERED',
      attempts: rows.length,
      rings: rung.length,
    });
}

const rowOf = (workflowId: string, priority: number): BatchRow => ({
  workflowId,
  request: { ...requestOf({ name: workflowId, outcome: 'ANSWERED', scenario: 'answered' }), InstanceId },
  options: { priority },
});
