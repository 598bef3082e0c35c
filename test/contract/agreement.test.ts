import fc from 'fast-check';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { startSimulator } from '../../src/connect-simulator/index.js';
import { parseRequest, type Issue } from '../../src/contract/index.js';
import { requestAsGiven } from '../../src/contract/request.js';
import { aRequest } from './a-request.js';
import { requests } from './arbitrary-request.js';
import { requestRows } from './request-rows.js';
import { seeded } from './seeded.js';

/**
 * The contract and the simulator read the same AWS page, each for itself: what one takes, the other must take. Where Amazon Connect
 * is more generous than we want to be, the difference is here and nowhere else. Connect sees a request without what is not set in it.
 */
const plenty = { perSecond: 1_000_000, burst: 1_000_000 };
const connect = await startSimulator({
  settings: { rates: { StartOutboundVoiceContact: plenty, DescribeContact: plenty }, lines: 1_000_000 },
});
beforeEach(() => connect.reset());
afterAll(() => connect.close());

const authorization = `AWS4-HMAC-SHA256 Credential=example/20260302/eu-west-2/connect/aws4_request, SignedHeaders=host, Signature=${'0'.repeat(64)}`;

/** What Amazon Connect's simulator says to the same JSON. */
async function statusOf(request: unknown): Promise<number> {
  const body = JSON.stringify(request);
  const response = await fetch(`${connect.url}/contact/outbound-voice`, {
    method: 'PUT',
    headers: { authorization },
    body,
  });
  await response.arrayBuffer();
  return response.status;
}

/** restJson1 passes over unknown members, the contract refuses them. */
const isRefusedHereOnly = ({ message }: Issue): boolean => /^is unknown/.test(message);

/** JavaScript cannot copy this key, so the contract refuses it unseen, whatever its value; for Connect it is a key like others. */
const isProtoKey = ({ message }: Issue): boolean => message === 'this key cannot be used';

describe('contract and simulator agree on', () => {
  it.each(requestRows)('$rule', async ({ change, issues, beyond = [] }) => {
    const status = await statusOf(requestAsGiven(aRequest(change)));
    const isAccepted = issues.length === 0 || beyond.includes('simulator');
    expect({ status, rings: connect.ledger().length }).toEqual(
      isAccepted ? { status: 200, rings: 1 } : { status: 400, rings: 0 },
    );
  });
});

it('contract and simulator agree on requests of chance', async () => {
  const judged = { accepted: 0, refused: 0 };
  await fc.assert(
    fc.asyncProperty(requests, async (request) => {
      const parsed = parseRequest(request);
      const issues = parsed.ok ? [] : parsed.issues.filter((issue) => !isRefusedHereOnly(issue));
      if (issues.some(isProtoKey)) return;
      const status = await statusOf(requestAsGiven(request));
      judged[issues.length === 0 ? 'accepted' : 'refused']++;
      expect({ request, issues, status }).toMatchObject({ status: issues.length === 0 ? 200 : 400 });
    }),
    seeded(600),
  );
  // The generator must give both a chance, or agreement proves nothing.
  expect(Math.min(judged.accepted, judged.refused)).toBeGreaterThan(60);
});
