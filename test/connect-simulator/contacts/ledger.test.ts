import { expect, it } from 'vitest';
import { numberOf } from '../../../src/connect-simulator/index.js';
import { aCaller } from '../caller.js';
import { aRequest, control, openConnect } from '../support.js';

it('lists the calls that were answered by now, in the order of the answers', async () => {
  await using connect = await openConnect();
  using caller = aCaller(connect);
  const start = (ClientToken: string, DestinationPhoneNumber: string) =>
    caller.start(aRequest({ ClientToken, DestinationPhoneNumber }));
  const late = await start('late', numberOf('voicemail')); // answered after 22 s
  await start('never', numberOf('busy'));
  const early = await start('early', numberOf('answered')); // after 6 s, ends 30 s later

  connect.clock.advance(5999);
  expect(connect.answered()).toEqual([]);
  connect.clock.advance(30_001);
  const answers = [
    {
      ContactId: early.ContactId,
      ClientToken: 'early',
      InstanceId: 'instance-1',
      DestinationPhoneNumber: '+12065550100',
      answeredAt: '2026-03-02T09:00:06.000Z',
      endedAt: '2026-03-02T09:00:36.000Z',
    },
    {
      ContactId: late.ContactId,
      ClientToken: 'late',
      InstanceId: 'instance-1',
      DestinationPhoneNumber: '+12065550110',
      answeredAt: '2026-03-02T09:00:22.000Z',
    },
  ];
  expect(connect.answered()).toEqual(answers);
  expect((await control(connect, 'answered')).body).toEqual(answers);
  expect(connect.answered({ clientToken: 'late' })).toEqual([answers[1]]);
  expect((await control(connect, 'answered?destinationPhoneNumber=%2B12065550110')).body).toEqual([answers[1]]);
  expect(await control(connect, 'answered?contactId=a')).toMatchObject({ status: 400 });
});

it('goes by when it happened, not by timestamps, which a fast call has ahead of the clock', async () => {
  await using connect = await openConnect({ timeScale: 10 });
  using caller = aCaller(connect);
  await caller.start(aRequest({ ClientToken: 'first' })); // answered after 0.6 s, its own time says 6 s
  connect.clock.advance(600);
  await caller.start(aRequest({ ClientToken: 'second', DestinationPhoneNumber: numberOf('long-talk') }));
  const answers = connect.answered();
  expect(answers.map(({ ClientToken }) => ClientToken)).toEqual(['first', 'second']);
  expect(answers.map(({ answeredAt }) => answeredAt)).toEqual(['2026-03-02T09:00:06.000Z', '2026-03-02T09:00:00.600Z']);
});

it('knows no call that a stop kept from being answered', async () => {
  await using connect = await openConnect();
  using caller = aCaller(connect);
  const { ContactId } = await caller.start(aRequest());
  connect.clock.advance(5999);
  await caller.stop(ContactId);
  connect.clock.advance(100_000);
  expect(connect.answered()).toEqual([]);
});
