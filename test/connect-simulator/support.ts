import type { StartOutboundVoiceContactCommandInput } from '@aws-sdk/client-connect';
import {
  startSimulator,
  type SettingsChange,
  type Simulator,
  type SimulatorSettings,
} from '../../src/connect-simulator/index.js';

/** Valid; what a test sets is what it is about. */
export function aRequest(
  change: Partial<StartOutboundVoiceContactCommandInput> = {},
): StartOutboundVoiceContactCommandInput {
  return {
    InstanceId: 'instance-1',
    ContactFlowId: 'flow-1',
    SourcePhoneNumber: '+12065550190',
    DestinationPhoneNumber: '+12065550100',
    ...change,
  };
}

export const campaign = {
  TrafficType: 'CAMPAIGN',
  AnswerMachineDetectionConfig: { EnableAnswerMachineDetection: true },
} as const;

const plenty = { perSecond: 1_000_000, burst: 1_000_000 };

/** Rates for tests that are about something else. */
export const noRateLimit: SimulatorSettings['rates'] = {
  StartOutboundVoiceContact: plenty,
  StopContact: plenty,
  DescribeContact: plenty,
  GetContactAttributes: plenty,
  UpdateContactAttributes: plenty,
};

/** A simulator whose clock stands until it is moved, and which refuses nothing for coming too often. */
export async function openConnect(settings: SettingsChange = {}) {
  const clock = aClock();
  const connect = await startSimulator({ now: clock.now, settings: { rates: noRateLimit, ...settings } });
  return Object.assign(connect, { clock });
}

/** A wall clock that stands until it is moved. */
export function aClock(startMs = Date.parse('2026-03-02T09:00:00Z')) {
  let nowMs = startMs;
  return {
    startMs,
    now: () => nowMs,
    advance: (ms: number): void => {
      nowMs += ms;
    },
  };
}

export const signed = {
  authorization: `AWS4-HMAC-SHA256 Credential=example/20260302/eu-west-2/connect/aws4_request, SignedHeaders=host;x-amz-date, Signature=${'0'.repeat(64)}`,
};

/** What no SDK would send: any bytes as the body of StartOutboundVoiceContact. */
export async function putRaw(
  { url }: Simulator,
  body: string | Uint8Array<ArrayBuffer>,
  headers: Record<string, string> = signed,
) {
  return answerOf(await fetch(`${url}/contact/outbound-voice`, { method: 'PUT', headers, body }));
}

/** What no SDK would send to an operation that takes a POST. */
export async function postRaw({ url }: Simulator, path: string, body: string) {
  return answerOf(await fetch(`${url}${path}`, { method: 'POST', headers: signed, body }));
}

export async function control({ url }: Simulator, path: string, init: RequestInit & { json?: unknown } = {}) {
  const { json, ...rest } = init;
  return answerOf(
    await fetch(
      `${url}/_simulator/${path}`,
      json === undefined ? rest : { method: 'POST', body: JSON.stringify(json) },
    ),
  );
}

export async function answerOf(response: Response) {
  const text = await response.text();
  return {
    status: response.status,
    errorType: response.headers.get('x-amzn-errortype'),
    headers: response.headers,
    body: (text === '' ? null : JSON.parse(text)) as unknown,
  };
}
