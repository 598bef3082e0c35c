import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contactStateAt } from '../../../src/connect-simulator/contacts/life-cycle.js';
import { parseOutboundVoiceRequest } from '../../../src/connect-simulator/contacts/outbound-voice-request.js';
import {
  fastBusy,
  scenarioOf,
  scenarios,
  type ScenarioName,
  type Story,
} from '../../../src/connect-simulator/contacts/scenarios.js';
import { aRequest, campaign } from '../support.js';

const startedAtMs = 1_000_000;

function dialled(name: ScenarioName, change: object = {}) {
  const scenario = scenarios.find((candidate) => candidate.name === name);
  if (!scenario || scenario.story.happens === 'refused') throw new Error(`${name} has no contact`);
  return { story: scenario.story, request: parseOutboundVoiceRequest({ ...aRequest(), ...change }), startedAtMs };
}

describe('a contact', () => {
  it.each<{ name: ScenarioName; change?: object; afterMs: number; state: object }>([
    { name: 'answered', afterMs: 0, state: { phase: 'ringing' } },
    { name: 'answered', afterMs: 5999, state: { phase: 'ringing' } },
    { name: 'answered', afterMs: 6000, state: { phase: 'connected', connectedAtMs: 1_006_000 } },
    { name: 'answered', afterMs: 35_999, state: { phase: 'connected', connectedAtMs: 1_006_000 } },
    {
      name: 'answered',
      afterMs: 36_000,
      state: {
        phase: 'ended',
        connectedAtMs: 1_006_000,
        endedAtMs: 1_036_000,
        disconnectReason: 'CONTACT_FLOW_DISCONNECT',
      },
    },
    { name: 'long-talk', afterMs: 0, state: { phase: 'connected', connectedAtMs: 1_000_000 } },
    { name: 'rings-out', afterMs: 59_999, state: { phase: 'ringing' } },
    {
      name: 'rings-out',
      afterMs: 60_000,
      state: { phase: 'ended', endedAtMs: 1_060_000, disconnectReason: 'TELECOM_TIMEOUT' },
    },
    { name: 'busy', afterMs: 9e9, state: { phase: 'ended', endedAtMs: 1_003_000, disconnectReason: 'TELECOM_BUSY' } },
    { name: 'ends-without-reason', afterMs: 9e9, state: { phase: 'ended', endedAtMs: 1_005_000 } },
    { name: 'voicemail', change: campaign, afterMs: 21_999, state: { phase: 'ringing' } },
    {
      name: 'voicemail',
      change: campaign,
      afterMs: 22_000,
      state: {
        phase: 'connected',
        connectedAtMs: 1_022_000,
        amdStatus: 'VOICEMAIL_BEEP',
        greetingStartedAtMs: 1_022_000,
      },
    },
    {
      name: 'voicemail',
      change: campaign,
      afterMs: 26_000,
      state: {
        phase: 'connected',
        connectedAtMs: 1_022_000,
        amdStatus: 'VOICEMAIL_BEEP',
        greetingStartedAtMs: 1_022_000,
        greetingEndedAtMs: 1_026_000,
      },
    },
    {
      name: 'amd-silence',
      change: campaign,
      afterMs: 15_999,
      state: { phase: 'connected', connectedAtMs: 1_006_000, amdStatus: 'AMD_UNRESOLVED_SILENCE' },
    },
    {
      name: 'agent-hangs-up',
      afterMs: 13_000,
      state: { phase: 'connected', connectedAtMs: 1_008_000, queuedAtMs: 1_010_000, withAgentAtMs: 1_013_000 },
    },
    { name: 'voicemail', afterMs: 22_000, state: { phase: 'connected', connectedAtMs: 1_022_000 } },
    {
      name: 'voicemail',
      change: { TrafficType: 'CAMPAIGN', AnswerMachineDetectionConfig: { EnableAnswerMachineDetection: false } },
      afterMs: 22_000,
      state: { phase: 'connected', connectedAtMs: 1_022_000 },
    },
    {
      name: 'answered-late', // its ring timeout is over when they pick up
      change: { ...campaign, RingTimeoutInSeconds: 45 },
      afterMs: 9e9,
      state: { phase: 'ended', endedAtMs: 1_045_000, disconnectReason: 'TELECOM_TIMEOUT', amdStatus: 'AMD_UNANSWERED' },
    },
    {
      name: 'answered-late',
      change: { ...campaign, RingTimeoutInSeconds: 46 },
      afterMs: 45_000,
      state: {
        phase: 'connected',
        connectedAtMs: 1_045_000,
        amdStatus: 'HUMAN_ANSWERED',
        greetingStartedAtMs: 1_045_000,
      },
    },
    {
      name: 'originator-cancels',
      change: { ...campaign, RingTimeoutInSeconds: 15 },
      afterMs: 15_000,
      state: {
        phase: 'ended',
        endedAtMs: 1_015_000,
        disconnectReason: 'TELECOM_ORIGINATOR_CANCEL',
        amdStatus: 'AMD_UNANSWERED',
      },
    },
  ])('of $name after $afterMs ms is $state.phase', ({ name, change, afterMs, state }) => {
    expect(contactStateAt(dialled(name, change), startedAtMs + afterMs)).toEqual(state);
  });

  const cutShort = (afterMs: number) => ({ atMs: startedAtMs + afterMs, disconnectReason: 'OTHER' });

  it.each<{ when: string; name: ScenarioName; change?: object; cutMs: number; state: object }>([
    { when: 'while it rings', name: 'answered', cutMs: 5999, state: { endedAtMs: 1_005_999 } },
    {
      when: 'in a call',
      name: 'answered',
      cutMs: 6000,
      state: { connectedAtMs: 1_006_000, endedAtMs: 1_006_000 },
    },
    {
      when: 'before its agent joins',
      name: 'agent-hangs-up',
      cutMs: 12_999,
      state: { connectedAtMs: 1_008_000, queuedAtMs: 1_010_000, endedAtMs: 1_012_999 },
    },
    {
      when: 'while it rings, with detection',
      name: 'voicemail',
      change: campaign,
      cutMs: 21_999,
      state: { endedAtMs: 1_021_999, amdStatus: 'AMD_UNANSWERED' },
    },
    {
      when: 'in the greeting',
      name: 'voicemail',
      change: campaign,
      cutMs: 22_500,
      state: {
        connectedAtMs: 1_022_000,
        endedAtMs: 1_022_500,
        amdStatus: 'VOICEMAIL_BEEP',
        greetingStartedAtMs: 1_022_000,
      },
    },
  ])('that is cut short $when ends there', ({ name, change, cutMs, state }) => {
    const contact = { ...dialled(name, change), cutShort: cutShort(cutMs) };
    expect(contactStateAt(contact, startedAtMs + cutMs - 1).phase).not.toBe('ended');
    expect(contactStateAt(contact, 9e9)).toEqual({ phase: 'ended', disconnectReason: 'OTHER', ...state });
  });

  it('only goes forward: what has come stays, in every story', () => {
    const stories: Story[] = scenarios.flatMap(({ story }) => (story.happens === 'refused' ? [] : [story]));
    const request = parseOutboundVoiceRequest({ ...aRequest(), ...campaign });
    const momentMs = fc.integer({ min: 0, max: 4_000_000 });
    fc.assert(
      fc.property(fc.constantFrom(...stories, fastBusy.story), momentMs, momentMs, (story, oneMs, otherMs) => {
        const contact = { story, request, startedAtMs };
        const { phase: earlierPhase, ...earlier } = contactStateAt(contact, startedAtMs + Math.min(oneMs, otherMs));
        const { phase: laterPhase, ...later } = contactStateAt(contact, startedAtMs + Math.max(oneMs, otherMs));
        const phases = ['ringing', 'connected', 'ended'];
        expect(phases.indexOf(laterPhase)).toBeGreaterThanOrEqual(phases.indexOf(earlierPhase));
        expect(later).toMatchObject(earlier);
      }),
    );
  });
});

it('answers every number that is not in the table', () => {
  expect(scenarioOf('+4930123456').name).toBe('answered');
  expect(scenarioOf('+12065550199').name).toBe('answered');
});
