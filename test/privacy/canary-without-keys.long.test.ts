import { expect, it } from 'vitest';
import { membersWithMarks, rawHistories } from './evidence.js';
import { mustHaveRung, walkEveryPath } from './every-path.js';

it('without keys personal data is in the inputs of workflows and of dials, and nowhere else', async () => {
  await using walked = await walkEveryPath(undefined);
  const { world, evidence, schedule } = walked;
  const events = [...(await rawHistories(world)).values()].flat();

  expect(membersWithMarks(events)).toEqual([]);
  expect(membersWithMarks([{ eventType: 'schedule', ...schedule }])).toEqual([]);
  // The database holds those inputs.
  expect(evidence.leaks().filter((leak) => !leak.startsWith('database'))).toEqual([]);
  expect(evidence.leaks()).not.toEqual([]);
  for (const clientToken of mustHaveRung)
    expect([clientToken, world.connect.ledger({ clientToken }).length]).toEqual([clientToken, 1]);
});
