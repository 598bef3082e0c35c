import { readInstant } from '../../admission/local-instant.js';
import type { AdmissionOptions } from '../../contract/admission-options.js';
import type { Issue, Parsed } from '../../contract/issues.js';
import type { TimeTexts } from './row-draft.js';

type Times = { readonly [Member in keyof AdmissionOptions | 'expiresAfter']?: unknown };

/**
 * The members that times in texts stand for; whether they can be kept is decided elsewhere.
 *
 * @param texts of the row and of all, the row's first
 * @param own of the row alone: its column of zones counts first, then the zone in its hours, then what all have
 */
export async function rowTimes(texts: TimeTexts, own: TimeTexts = {}): Promise<Parsed<Times>> {
  const { expiresAfter } = texts;
  const hours = hoursOf(texts);
  if (hours === 'not JSON') return { ok: false, issues: [{ member: 'callingHours', message: 'is not JSON' }] };
  const ownHours = own.callingHours === undefined ? undefined : hours;
  const zone = own.timeZone ?? ownHours?.['timeZone'] ?? texts.timeZone ?? hours?.['timeZone'];
  const notBefore = await instantOf('notBefore', texts.notBefore, zone);
  const expiresAt = await instantOf('expiresAt', texts.expiresAt, zone);
  const issues = [notBefore, expiresAt].flatMap(({ issue }) => (issue === undefined ? [] : [issue]));
  if (issues.length > 0) return { ok: false, issues };
  return {
    ok: true,
    value: {
      ...(notBefore.instant === undefined ? {} : { notBefore: notBefore.instant }),
      ...(expiresAt.instant === undefined ? {} : { expiresAt: expiresAt.instant }),
      ...(expiresAfter === undefined ? {} : { expiresAfter }),
      ...(hours === undefined ? {} : { callingHours: zone === undefined ? hours : { ...hours, timeZone: zone } }),
    },
  };
}

function hoursOf({ callingHours }: TimeTexts): Readonly<Record<string, unknown>> | undefined | 'not JSON' {
  if (typeof callingHours !== 'string') return callingHours;
  if (!callingHours.trimStart().startsWith('{')) return { preset: callingHours };
  try {
    return JSON.parse(callingHours) as Readonly<Record<string, unknown>>;
  } catch {
    return 'not JSON';
  }
}

interface Instant {
  readonly instant?: string;
  readonly issue?: Issue;
}

async function instantOf(member: string, text: string | undefined, zone: unknown): Promise<Instant> {
  if (text === undefined) return {};
  const read = await readInstant(text, zone);
  if (read.instant !== undefined) return read;
  if (read.wrong === 'other-form') return { issue: { member, message: read.hint } };
  const issues: Readonly<Record<typeof read.wrong, Issue>> = {
    'no-zone': { member, message: 'has no offset, and no timeZone says whose clocks it is on' },
    'unknown-zone': { member: 'timeZone', message: 'must be an IANA time zone, such as America/New_York' },
    'no-time': { member, message: 'is no time, such as 2026-03-02T17:00' },
  };
  return { issue: issues[read.wrong] };
}
