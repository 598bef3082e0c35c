import type { StartOutboundVoiceContactCommandInput } from '@aws-sdk/client-connect';

import type { Simulator, SimulatorSettings } from '../../src/connect-simulator/index.js';

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
  DescribeContact: plenty,
  StopContact: plenty,
};

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
