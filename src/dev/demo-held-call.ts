import { setTimeout as wait } from 'node:timers/promises';
import { maskPhoneNumber } from '../contract/masking.js';
import { requestOf, type OutcomeCall } from './demo-outcomes.js';
import { begin, endOf, heading, type CallEnd, type Stage } from './demo-stage.js';
import { hoursFrom, openingAfter } from './hours-from.js';
import { style } from './terminal-style.js';

const heldCall: OutcomeCall = { name: 'held', outcome: 'ANSWERED', scenario: 'answered', ringTimeoutSeconds: 15 };

/** The zone of the demo's numbers. */
const timeZone = 'America/Los_Angeles';

/** Longer than the rest of the story so far: a call is to be seen waiting. */
const leadMs = 8_000;

/** Starts a call whose hours are closed, and tells what it waits for. Its end is told when whoever waits for it gets it. */
export async function holdCall(stage: Stage): Promise<CallEnd> {
  const { stack, ringonce } = stage;
  const openingMs = openingAfter(leadMs);
  const { workflowId, story } = begin(heldCall.name, 'A call outside calling hours', stage);
  const request = requestOf(heldCall);
  const options = { callingHours: hoursFrom(openingMs, timeZone) };
  const { dial, at, reason } = await ringonce.preview(request, { options });
  story.say(`preview: it would be dialled ${dial}, at ${at ?? ''} (${reason ?? ''})`);
  const call = await ringonce.start(workflowId, request, options);
  while ((await call.view()).phase === 'DIALLING') await wait(50);
  await story.tellNews(call);
  console.log(style.faint(`            (it waits by itself; the demo goes on, and comes back to ${workflowId})`));
  return async () => {
    heading(`The call that was held, ${workflowId}`);
    const leftMs = openingMs - Date.now();
    if (leftMs > 0) console.log(style.faint(`  (its hours open in ${inSeconds(leftMs)}: please wait)`));
    const [ring] = await stack.connect.untilRings(1, { clientToken: workflowId });
    const result = await endOf(call, { workflowId, expected: heldCall.outcome }, stage);
    await story.tellNews(call);
    const rangAt = ring?.ringStartedAt ?? '';
    const afterMs = Date.parse(rangAt) - openingMs;
    const after = `${inSeconds(Math.abs(afterMs))} ${afterMs < 0 ? 'BEFORE' : 'after'} its hours opened`;
    const phone = maskPhoneNumber(request.DestinationPhoneNumber);
    console.log(style.strong(`            by the ledger: ${phone} rang at ${rangAt}, ${after}`));
    return {
      ...result,
      happened: `${result.happened}, held until its hours opened`,
      end: afterMs >= 0 ? result.end : 'other',
    };
  };
}

const inSeconds = (ms: number): string => `${(ms / 1000).toFixed(2)} s`;
