import { expect, it } from 'vitest';
import { membersWithMarks, rawHistories } from './evidence.js';
import { mustHaveRung, walkEveryPath } from './every-path.js';

it('with keys no personal data is left anywhere, and the calls did go out', async () => {
  await using walked = await walkEveryPath(`canary:${Buffer.alloc(32, 7).toString('base64')}`);
  const { world, evidence, schedule } = walked;
  const histories = await rawHistories(world);

  expect(evidence.leaks()).toEqual([]);
  expect([...histories.values(), [{ eventType: 'schedule', ...schedule }]].flatMap(membersWithMarks)).toEqual([]);
  for (const clientToken of mustHaveRung)
    expect({ clientToken, rings: world.connect.ledger({ clientToken }).length }).toEqual({ clientToken, rings: 1 });
  expect(evidence.bytesOf('database')).toBeGreaterThan(1_000_000);
  for (const place of ['log of ringonce worker', 'log of ringonce events', 'output of ringonce show'])
    expect([place, evidence.bytesOf(place) > 1_000]).toEqual([place, true]);
});
