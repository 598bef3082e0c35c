import { expect, it } from 'vitest';
import { membersWithMarks, rawHistories } from './evidence.js';
import { mustHaveRung, walkEveryPath } from './every-path.js';

const personalMembers = [
  'Attributes.reason',
  'Description',
  'DestinationPhoneNumber',
  'Name',
  'References.chart.Value',
  'SourcePhoneNumber',
];
const requestIn = (place: string) => personalMembers.map((member) => `${place}.${member}`);

it('without keys personal data is in the requests that workflows and dials are given, and nowhere else', async () => {
  await using walked = await walkEveryPath(undefined);
  const { world, evidence, schedule } = walked;
  const histories = await rawHistories(world);

  expect(membersWithMarks([...histories].flatMap(([id, events]) => (id === 'pii-invalid' ? [] : events)))).toEqual([
    ...requestIn('ACTIVITY_TASK_SCHEDULED input[0].request'),
    ...requestIn('START_CHILD_WORKFLOW_EXECUTION_INITIATED input[0]'),
    ...requestIn('WORKFLOW_EXECUTION_STARTED input[0]'),
  ]);
  // Whatever a client of another language sends is the workflow's input.
  const ofInvalid = membersWithMarks(histories.get('pii-invalid') ?? []);
  expect(ofInvalid.filter((member) => !/^WORKFLOW_EXECUTION_STARTED input\[[01]\]/.test(member))).toEqual([]);
  expect(ofInvalid).not.toEqual([]);
  expect(membersWithMarks([{ eventType: 'schedule', ...schedule }])).toEqual(
    requestIn('schedule.schedule.action.startWorkflow.input[0]'),
  );
  // The database holds those inputs: what is searched for is found where it is.
  expect(evidence.leaks().filter((leak) => !leak.startsWith('database'))).toEqual([]);
  expect(evidence.leaks()).not.toEqual([]);
  for (const clientToken of mustHaveRung)
    expect({ clientToken, rings: world.connect.ledger({ clientToken }).length }).toEqual({ clientToken, rings: 1 });
});
