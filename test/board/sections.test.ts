// What each section asks, and what it makes of answers that a real server seldom gives.
import { Client, type Connection } from '@temporalio/client';
import { defaultPayloadConverter, TypedSearchAttributes } from '@temporalio/common';
import { encodeUnifiedSearchAttributes } from '@temporalio/common/lib/converter/payload-search-attributes.js';
import { msToTs } from '@temporalio/common/lib/time.js';
import proto, { type temporal } from '@temporalio/proto';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { attentionSection } from '../../src/board/sections/attention.js';
import { callsSection } from '../../src/board/sections/calls.js';
import { linesSection } from '../../src/board/sections/lines.js';
import { openingsSection } from '../../src/board/sections/openings.js';
import { ratesSection } from '../../src/board/sections/rates.js';
import { schedulesSection } from '../../src/board/sections/schedules.js';
import { workersSection } from '../../src/board/sections/workers.js';
import type { Section } from '../../src/board/source.js';
import { uiLinks, usualUiUrl } from '../../src/board/ui-links.js';
import { clockOf } from '../../src/client/local-clock.js';
import { outcomeActivityId } from '../../src/contract/contact.js';
import { searchAttributeKeys as keys } from '../../src/contract/names.js';

const { WorkflowExecutionStatus, PendingActivityState, TaskQueueType } = proto.temporal.api.enums.v1;
const today = new Date('2026-11-24T00:00:00Z');

beforeEach(() => vi.useFakeTimers({ toFake: ['Date'], now: new Date('2026-11-24T10:00:30Z') }));
afterEach(() => vi.useRealTimers());

/** What requests have, as far as a test looks at it. */
interface Asked {
  readonly query: string;
  readonly pageSize: number;
  readonly maximumPageSize: number;
  readonly taskQueue: { readonly name: string };
  readonly taskQueueType: temporal.api.enums.v1.TaskQueueType;
  readonly execution: { readonly workflowId: string };
}
type Answer = (request: Asked) => unknown;

/** What a section shows where Temporal answers so, as HTML and without tags; and what it has asked. */
async function shown(section: Section, answers: Readonly<Record<string, Answer>>) {
  const asked: Asked[] = [];
  const workflowService = Object.fromEntries(
    Object.entries(answers).map(([name, answer]) => [
      name,
      (request: Asked) => {
        asked.push(request);
        return Promise.resolve(answer(request));
      },
    ]),
  );
  const connection = { workflowService, plugins: [] } as unknown as Connection;
  const client = new Client({ connection, namespace: 'default' });
  const links = uiLinks('http://ui.example', 'default');
  const html = await section.show({ client, links, clock: clockOf({ utc: true }), today });
  const text = asWritten(html.replace(/<[^>]*>/g, ' '))
    .replace(/\s+/g, ' ')
    .trim();
  return { html, text, asked, queries: asked.map(({ query }) => query) };
}

/** What HTML writes as a number. */
const asWritten = (html: string): string => html.replace(/&#(\d+);/g, (_, code) => String.fromCharCode(Number(code)));

const long = (value: number) => ({ toNumber: () => value });
const bytes = (length: number) => new Uint8Array(length);
const at = (text: string) => msToTs(Date.parse(text));
const anHourAgo = () => msToTs(Date.now() - 3_600_000);

/** A run as the server lists it. */
const aRun = (
  workflowId: string,
  status: keyof typeof WorkflowExecutionStatus,
  attributes: Partial<Record<keyof typeof keys, unknown>> = {},
) => ({
  execution: { workflowId, runId: `run-of-${workflowId}` },
  type: { name: 'outboundCall' },
  status: WorkflowExecutionStatus[status],
  historyLength: long(19),
  startTime: at('2026-11-24T08:00:00Z'),
  ...(status.endsWith('RUNNING') ? {} : { closeTime: at('2026-11-24T09:00:00Z') }),
  searchAttributes: {
    indexedFields: encodeUnifiedSearchAttributes(
      {},
      new TypedSearchAttributes(
        Object.entries(attributes).map(([name, value]) => ({ key: keys[name as keyof typeof keys], value })) as never,
      ),
    ),
  },
});
const aPage = (executions: readonly unknown[], isLast = true) => ({ executions, nextPageToken: bytes(isLast ? 0 : 1) });

describe('Calls', () => {
  it('counts each state and outcome of today once', async () => {
    const { text, queries } = await shown(callsSection, {
      countWorkflowExecutions: ({ query }) => ({
        count: long(/Terminated|'FOLLOWING'/.test(query) ? 3 : 0),
        groups: [],
      }),
    });

    expect(queries).toMatchInlineSnapshot(`
      [
        "WorkflowType = 'outboundCall' AND CloseTime IS NULL AND CallPhase = 'WAITING'",
        "WorkflowType = 'outboundCall' AND CloseTime IS NULL AND CallPhase = 'DIALLING'",
        "WorkflowType = 'outboundCall' AND CloseTime IS NULL AND CallPhase = 'FOLLOWING'",
        "WorkflowType = 'outboundCall' AND CloseTime IS NULL AND CallPhase = 'IN_DOUBT'",
        "WorkflowType = 'followUp' AND CloseTime IS NULL AND CallPhase = 'WAITING'",
        "WorkflowType = 'followUp' AND CloseTime IS NULL AND CallPhase = 'CALLING'",
        "WorkflowType IN ('outboundCall', 'followUp') AND ExecutionStatus != 'ContinuedAsNew' AND CloseTime IS NULL AND (CallPhase = 'PAUSED' OR TemporalPauseInfo IS NOT NULL)",
        "WorkflowType = 'outboundCall' AND CloseTime >= '2026-11-24T00:00:00.000Z' AND CallOutcome = 'ANSWERED'",
        "WorkflowType = 'outboundCall' AND CloseTime >= '2026-11-24T00:00:00.000Z' AND CallOutcome = 'VOICEMAIL'",
        "WorkflowType = 'outboundCall' AND CloseTime >= '2026-11-24T00:00:00.000Z' AND CallOutcome = 'NO_ANSWER'",
        "WorkflowType = 'outboundCall' AND CloseTime >= '2026-11-24T00:00:00.000Z' AND CallOutcome = 'BUSY'",
        "WorkflowType = 'outboundCall' AND CloseTime >= '2026-11-24T00:00:00.000Z' AND CallOutcome = 'INVALID_NUMBER'",
        "WorkflowType = 'outboundCall' AND CloseTime >= '2026-11-24T00:00:00.000Z' AND CallOutcome = 'BLOCKED'",
        "WorkflowType = 'outboundCall' AND CloseTime >= '2026-11-24T00:00:00.000Z' AND CallOutcome = 'FAILED'",
        "WorkflowType = 'outboundCall' AND CloseTime >= '2026-11-24T00:00:00.000Z' AND CallOutcome = 'CANCELLED'",
        "WorkflowType = 'outboundCall' AND CloseTime >= '2026-11-24T00:00:00.000Z' AND CallOutcome = 'EXPIRED'",
        "WorkflowType = 'outboundCall' AND CloseTime >= '2026-11-24T00:00:00.000Z' AND CallOutcome = 'UNKNOWN'",
        "WorkflowType = 'outboundCall' AND CloseTime >= '2026-11-24T00:00:00.000Z' AND CallOutcome = 'PLACED'",
        "WorkflowType = 'outboundCall' AND CloseTime >= '2026-11-24T00:00:00.000Z' AND ExecutionStatus = 'Failed'",
        "WorkflowType = 'outboundCall' AND CloseTime >= '2026-11-24T00:00:00.000Z' AND ExecutionStatus IN ('Terminated', 'TimedOut')",
      ]
    `);
    expect(text).toMatch(/ring or talk 3 /);
    expect(text).toMatch(/Ended since 2026-11-24 00:00:00 UTC ended from outside 3$/);
  });

  it('says that none has ended yet', async () => {
    const { text } = await shown(callsSection, { countWorkflowExecutions: () => ({ count: long(0), groups: [] }) });
    expect(text).toMatch(/None yet\.$/);
  });
});

describe('Needs a person', () => {
  it('asks for nothing else, and says of each what to do', async () => {
    const { text, html, queries } = await shown(attentionSection, {
      listWorkflowExecutions: () =>
        aPage([
          aRun('doubt', 'WORKFLOW_EXECUTION_STATUS_COMPLETED', { CallOutcome: 'UNKNOWN', CallTo: '+1 206 ••• ••00' }),
          aRun('known', 'WORKFLOW_EXECUTION_STATUS_COMPLETED', {
            CallOutcome: 'UNKNOWN',
            ConnectContactId: 'contact-1',
          }),
          aRun('invalid', 'WORKFLOW_EXECUTION_STATUS_FAILED', { CallStatus: 'INVALID: <b>Attributes' }),
          aRun('refused', 'WORKFLOW_EXECUTION_STATUS_FAILED', { CallStatus: 'REFUSED: not allowed' }),
          aRun('failed', 'WORKFLOW_EXECUTION_STATUS_FAILED', { CallStatus: 'FAILED: odd; may have rung' }),
          aRun('live', 'WORKFLOW_EXECUTION_STATUS_RUNNING', { CallStatus: 'held since 07:00:00 UTC' }),
        ]),
    });

    expect(queries).toEqual([expect.stringContaining('AND (CallNeedsAttention = true OR ')]);
    for (const says of [
      /doubt \+1 206 ••• ••00 in doubt It may have rung\. Search .* = doubt; .* 2026-11-24 09:00:00 UTC known/,
      /known – in doubt Amazon Connect accepted it, .* contact contact-1 .* UTC invalid/,
      /INVALID: <b>Attributes Nothing rang\. Fix/,
      /REFUSED: not allowed Nothing rang\. Fix/,
      /FAILED: odd; may have rung It may have rung: ringonce does not know/,
      /held since 20.* 07:00:00 UTC "ringonce show live" says what to do\. 2026-11-24 08:00:00 UTC$/,
    ])
      expect(text).toMatch(says);
    expect(html).toContain('INVALID: &#60;b&#62;Attributes');
    expect(text).not.toContain('of more');
  });

  it('says that there are more than 20, and that there are none', async () => {
    const runs = Array.from({ length: 20 }, (_, index) => aRun(`call-${index}`, 'WORKFLOW_EXECUTION_STATUS_FAILED'));
    const many = await shown(attentionSection, { listWorkflowExecutions: () => aPage(runs, false) });
    const none = await shown(attentionSection, { listWorkflowExecutions: () => aPage([]) });

    expect(many.text).toMatch(/20 of more: all of them ?\.$/);
    expect(asWritten(many.html)).toContain('/workflows?query=CallNeedsAttention%20%3D%20true"');
    expect(many.asked).toEqual([expect.objectContaining({ pageSize: 20 })]);
    expect(none.text).toBe('Nothing.');
  });
});

describe('Lines', () => {
  const held = (count: number) =>
    Array.from({ length: count }, (_, index) => ({ callId: `call-${index}`, sinceMs: today.getTime() }));
  const payloads = (value: unknown) => ({ payloads: [defaultPayloadConverter.toPayload(value)] });
  const linesOf = (
    instances: number,
    {
      calls = 0,
      perSecond,
      pause,
      isLast = true,
    }: {
      calls?: number;
      perSecond?: number;
      pause?: string;
      isLast?: boolean;
    },
  ): Record<string, Answer> => ({
    listWorkflowExecutions: () =>
      aPage(
        // In no order.
        Array.from({ length: instances }, (_, index) => ({
          execution: { workflowId: `ringonce-lines-i${String(instances - index).padStart(2, '0')}` },
        })),
        isLast,
      ),
    describeTaskQueue: () => ({
      stats: { approximateBacklogCount: 0 },
      statsByPriorityKey: {},
      ...(perSecond === undefined
        ? {}
        : { config: { queueRateLimit: { rateLimit: { requestsPerSecond: perSecond } } } }),
    }),
    describeWorkflowExecution: () => ({
      workflowExecutionInfo: aRun('lines', 'WORKFLOW_EXECUTION_STATUS_RUNNING'),
      pendingActivities: [
        {
          activityType: { name: 'dial' },
          state: PendingActivityState.PENDING_ACTIVITY_STATE_STARTED,
          heartbeatDetails: payloads({ held: held(calls) }),
          ...(pause === undefined ? {} : { paused: true, pauseInfo: { manual: { identity: 'ann', reason: pause } } }),
        },
      ],
    }),
  });

  it('says how many more have a line, why one is paused, and the rate', async () => {
    const paused = await shown(linesSection, linesOf(1, { calls: 23, pause: '<b>lunch' }));
    const dialling = await shown(linesSection, linesOf(2, { calls: 20, perSecond: 4 }));

    expect(paused.text).toMatch(
      /^i01 23 of 10 busy, 0 waiting; not dialling now: its dialler is paused by ann: <b>lunch; dialled at the workers' default rate Has a line /,
    );
    expect(paused.text).toMatch(/call-19 2026-11-24 00:00:00 UTC 3 more have a line: ringonce lines i01 --json$/);
    expect(paused.html).toContain('<p class="trouble">');
    expect(paused.html).not.toContain('<b>');
    expect(dialling.text).toMatch(/^i01 20 of 10 busy, 0 waiting; at most 4 dials a second .* i02 /);
    expect(dialling.text).not.toMatch(/more|call-20/);
    expect(dialling.html).not.toContain('trouble');
  });

  it('says that there are more instances than 20, and that there are none', async () => {
    const many = await shown(linesSection, linesOf(21, {}));
    const twenty = await shown(linesSection, linesOf(20, {}));
    const none = await shown(linesSection, linesOf(0, {}));

    expect(many.text).toMatch(/There are more instances: ringonce lines\.$/);
    expect(many.text.match(/ busy/g)).toHaveLength(20);
    expect(twenty.text).not.toContain('There are more');
    expect(none.text).toBe('No call has asked for a line yet.');
  });
});

describe('Rate and backlog', () => {
  it('says what is set, and where the workers’ default counts', async () => {
    const set = await shown(ratesSection, {
      describeTaskQueue: ({ taskQueue: { name } }) => ({
        stats: { approximateBacklogCount: name === 'ringonce-dial' ? 12 : 34 },
        config: { queueRateLimit: { rateLimit: { requestsPerSecond: name === 'ringonce-dial' ? 5 : 6 } } },
      }),
    });
    const unset = await shown(ratesSection, { describeTaskQueue: () => ({}) });

    expect(set.text).toMatch(
      / dials without a line ringonce-dial 5 12 queries about contacts, stops ringonce-contacts 6 34$/,
    );
    expect(unset.text).toMatch(
      / ringonce-dial 2 \(the workers' default\) 0 .* ringonce-contacts 7 \(the workers' default\) 0$/,
    );
  });
});

describe('Next openings', () => {
  const openings = (later: number, runs: readonly unknown[] = []) =>
    shown(openingsSection, {
      countWorkflowExecutions: ({ query }) => ({ count: long(query.includes('<=') ? 0 : later), groups: [] }),
      listWorkflowExecutions: () => aPage(runs),
    });
  const due = (minute: number) => {
    const when = new Date(Date.UTC(2126, 0, 1, 9, minute));
    const attributes = { CallNextAttemptAt: when, CallStatus: '<b>due' };
    return aRun(`at-${minute}`, 'WORKFLOW_EXECUTION_STATUS_RUNNING', attributes);
  };

  it('leaves no gap between its spans, and lists what comes first of the first that is not empty', async () => {
    const { text, html, queries, asked } = await openings(101, [7, 3, 11, 1, 9, 5, 2, 10, 4, 8, 6].map(due));

    const waiting =
      /^WorkflowType IN \('outboundCall', 'followUp'\) .* AND CloseTime IS NULL AND CallPhase = 'WAITING' AND /;
    expect(queries.map((query) => query.replace(waiting, ''))).toMatchInlineSnapshot(`
      [
        "CallNextAttemptAt IS NOT NULL AND CallNextAttemptAt <= '2026-11-24T10:15:00.000Z'",
        "CallNextAttemptAt > '2026-11-24T10:15:00.000Z' AND CallNextAttemptAt <= '2026-11-24T11:00:00.000Z'",
        "CallNextAttemptAt > '2026-11-24T11:00:00.000Z' AND CallNextAttemptAt <= '2026-11-24T16:00:00.000Z'",
        "CallNextAttemptAt > '2026-11-24T16:00:00.000Z' AND CallNextAttemptAt <= '2026-11-25T10:00:00.000Z'",
        "CallNextAttemptAt > '2026-11-25T10:00:00.000Z'",
        "CallNextAttemptAt > '2026-11-25T10:00:00.000Z'",
      ]
    `);
    expect(asked.at(-1)).toMatchObject({ pageSize: 100 });
    expect(text).toMatch(/later 101 /);
    const ids = [...text.matchAll(/UTC (at-\d+) /g)].map(([, id]) => id);
    expect(ids).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map((minute) => `at-${minute}`));
    expect(text).toMatch(/The next of 100 that were read, of 101\.$/);
    expect(html).not.toContain('<b>');
  });

  it('says that there are none, and does not say that some were not read', async () => {
    expect((await openings(0)).text).toBe('No call waits for its time.');
    expect((await openings(100, [due(1)])).text).not.toContain('were read');
  });
});

describe('Schedules that run next', () => {
  const schedule = (scheduleId: string, info: object, type = 'outboundCall') => ({
    scheduleId,
    info: { workflowType: { name: type }, ...info },
  });
  const runsAt = (text: string) => ({ futureActionTimes: [at(text)] });
  const list = (schedules: readonly object[], isLast = true) =>
    shown(schedulesSection, { listSchedules: () => ({ schedules, nextPageToken: bytes(isLast ? 0 : 1) }) });

  it('shows those that are paused or over last: they came first', async () => {
    const { text } = await list([
      schedule('paused', { paused: true, ...runsAt('2026-11-25T09:00:00Z') }),
      schedule('over', {}),
      schedule('second', runsAt('2026-11-27T09:00:00Z'), 'followUp'),
      schedule('foreign', runsAt('2026-11-25T09:00:00Z'), 'anything'),
      schedule('first', runsAt('2026-11-26T09:00:00Z')),
    ]);

    expect(text).toBe(
      'Next run ID Starts a 2026-11-26 09:00:00 UTC first call 2026-11-27 09:00:00 UTC second follow-up paused paused call no time left over call',
    );
  });

  it('says how many more there are, as far as the server tells', async () => {
    const twelve = Array.from({ length: 12 }, (_, index) => schedule(`s-${index}`, runsAt('2026-11-26T09:00:00Z')));

    expect((await list(twelve)).text).toMatch(/ 2 more\.$/);
    expect((await list(twelve, false)).text).toMatch(/ Of the first 100 schedules\.$/);
    expect((await list(twelve.slice(2))).text).toMatch(/ call$/);
    expect((await list([])).text).toBe('No schedules.');
  });
});

describe('Workers and contact events', () => {
  const worker = (identity: string, buildId = '', lastAccessTime = msToTs(Date.now())) => ({
    identity,
    lastAccessTime,
    deploymentOptions: { buildId },
  });
  const history = (identity: string) => ({
    history: {
      events: [
        {
          eventTime: at('2026-11-24T09:00:00Z'),
          activityTaskCompletedEventAttributes: { scheduledEventId: 5, identity },
        },
        { eventId: 5, activityTaskScheduledEventAttributes: { activityId: outcomeActivityId } },
      ],
    },
  });
  const workers = (pollers: Readonly<Record<string, readonly unknown[]>>, tellers: readonly string[] = []) =>
    shown(workersSection, {
      describeTaskQueue: ({ taskQueue, taskQueueType }) => ({
        pollers:
          (taskQueueType === TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW) === (taskQueue.name === 'ringonce')
            ? (pollers[taskQueue.name] ?? [])
            : [],
      }),
      listWorkflowExecutions: () =>
        aPage(tellers.map((_, index) => aRun(`ended-${index}`, 'WORKFLOW_EXECUTION_STATUS_COMPLETED'))),
      getWorkflowExecutionHistoryReverse: ({ execution }) =>
        history(tellers[Number(execution.workflowId.slice('ended-'.length))] ?? ''),
    });

  it('names the queues that nobody polls, and who polls the others', async () => {
    const { text, html } = await workers({
      ringonce: [worker('b@host', '1.2.3'), worker('<b>a@host')],
      'ringonce-dial': [worker('b@host')],
      'ringonce-contacts': [worker('gone@host', '', anHourAgo())],
    });
    const nobody = await workers({});

    expect(text).toMatch(
      /^No worker polls ringonce-contacts: calls wait\. Start one: ringonce worker\. Worker Version Polls Last seen <b>a@host – ringonce 0 s ago b@host 1\.2\.3 ringonce, ringonce-dial 0 s ago No followed/,
    );
    expect(html).toMatch(/^<p class="trouble">/);
    expect(html).not.toContain('<b>');
    expect(nobody.text).toMatch(/^No worker polls ringonce, ringonce-dial, ringonce-contacts: .* worker\. No followed/);
  });

  it('tells when a contact event last ended a call, and that none has', async () => {
    const all = Object.fromEntries(
      ['ringonce', 'ringonce-dial', 'ringonce-contacts'].map((name) => [name, [worker('w')]]),
    );
    const byEvent = await workers(all, ['7@worker', 'ringonce events 8@host']);
    const byQueries = await workers(all, ['7@worker', '7@worker']);
    const { text } = await workers(all);

    expect(byEvent.text).toMatch(
      /The last contact event that ended a call came at 2026-11-24 09:00:00 UTC: ended-1 \.$/,
    );
    expect(byEvent.html).not.toContain('trouble');
    expect(byEvent.asked).toContainEqual(
      expect.objectContaining({
        query: expect.stringMatching(/ AND CloseTime > '2026-11-17T10:00:30\.000Z'$/) as string,
        pageSize: 5,
      }),
    );
    expect(byQueries.html).toMatch(
      /<p class="trouble">None of the last 2 calls was ended by a contact event: ringonce doctor\.<\/p>$/,
    );
    expect(text).toMatch(/^Worker Version Polls Last seen w – .* No followed call has ended in the last 7 days, /);
  });
});

describe('links into the Temporal UI', () => {
  it('encode what they name', () => {
    const { workflow, list, schedule, taskQueue } = uiLinks('http://ui.example/', 'name/space');
    const base = 'http://ui.example/namespaces/name%2Fspace';
    const hrefOf = (html: string) => asWritten(/^<a href="([^"]*)">/.exec(html)?.[1] ?? '');

    expect(workflow({ workflowId: 'a/b?c#<b>' })).toBe(
      `<a href="${base}/workflows/a%2Fb%3Fc%23%3Cb%3E">a/b?c#&#60;b&#62;</a>`,
    );
    expect(hrefOf(workflow({ workflowId: 'a/b', runId: 'run' }))).toBe(`${base}/workflows/a%2Fb/run/history`);
    expect(hrefOf(list('A = "b" & C', 'all'))).toBe(`${base}/workflows?query=A%20%3D%20%22b%22%20%26%20C`);
    expect(hrefOf(schedule('a/b'))).toBe(`${base}/schedules/a%2Fb`);
    expect(hrefOf(taskQueue('a/b'))).toBe(`${base}/task-queues/a%2Fb`);
    expect(uiLinks(undefined, 'default').schedule('<b>')).toBe('&#60;b&#62;');
  });

  it.each([
    { address: 'name.account.tmprl.cloud:7233', url: 'https://cloud.temporal.io' },
    { address: 'us-east-1.aws.api.temporal.io:7233', url: 'https://cloud.temporal.io' },
    { address: 'localhost:7233', url: 'http://localhost:8233' },
    { address: '127.0.0.1:7233', url: 'http://localhost:8233' },
    { address: '[::1]:7233', url: 'http://localhost:8233' },
    { address: 'tmprl.cloud.example:7233', url: undefined },
    { address: 'nottmprl.cloud:7233', url: undefined },
    { address: 'temporal.example:7233', url: undefined },
  ])('are known of $address: $url', ({ address, url }) => {
    expect(usualUiUrl(address)).toBe(url);
  });
});
