import type { CommonMembers } from '../src/batch/file/complete-row.js';
import { everydayRequest } from './call-kinds.js';

const { DestinationPhoneNumber, ...others } = everydayRequest;

/** What a command line would say of all rows. */
export const inCommon: CommonMembers = {
  areFollowUps: false,
  request: others,
  times: {},
  conduct: { lines: 'unlimited' },
  options: { tracking: 'none' },
  plan: {},
};

/** Of which row; the same for all by default. */
type NumberOf = (row: number) => string;
const oneNumber: NumberOf = () => DestinationPhoneNumber;

/** The text of a CSV file, as it is read. */
export function* csvRows(name: string, count: number, numberOf = oneNumber): Generator<string> {
  yield 'id,DestinationPhoneNumber,Attributes.language,Name\n';
  for (let row = 0; row < count; row++) yield `${name}-${row},${numberOf(row)},en,"Reminder, ${row}"\n`;
}

/** The same as JSON Lines. */
export function* jsonRows(name: string, count: number, numberOf = oneNumber): Generator<string> {
  for (let row = 0; row < count; row++) {
    const request = { DestinationPhoneNumber: numberOf(row), Attributes: { language: 'en' }, Name: `Reminder, ${row}` };
    yield `${JSON.stringify({ id: `${name}-${row}`, request })}\n`;
  }
}

/** CSV of which no row can be read. */
export function* brokenCsvRows(name: string, count: number, numberOf = oneNumber): Generator<string> {
  yield 'id,DestinationPhoneNumber,Attributes.language,Name\n';
  for (let row = 0; row < count; row++) yield `${name}-${row},${numberOf(row)},en,Reminder "${row}"\n`;
}
