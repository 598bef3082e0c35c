import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { lastHolidayYear } from '../../src/admission/holidays.js';
import { dataInWords } from '../../src/admission/data-versions.js';
import { timeZoneVersion } from '../../src/admission/data/versions.js';
import { run } from '../../src/cli/program.js';
import { projectRoot } from '../../src/dev/project-root.js';
import { nodeWithNewerTimeZones, ringonce } from './ringonce-process.js';

const fileOf = (name: string): string => readFileSync(join(projectRoot(), name), 'utf8');
const call = (number: string) => [
  ...['--cli-input-json', 'file://examples/plain-call.json'],
  ...['--destination-phone-number', number],
];
const olderThanNode = `Node has newer time zones (2099z) than ringonce (${timeZoneVersion}), which decides by its own: update ringonce.\n`;

describe('ringonce --version', () => {
  const { version } = JSON.parse(fileOf('package.json')) as { version: string };

  it('names the data that decide, below the version alone', async () => {
    expect(await ringonce(['--version'])).toEqual({ exitCode: 0, stderr: '', stdout: `${version}\n${dataInWords}\n` });
    expect(dataInWords).toMatch(/^time zones \d{4}[a-z], area codes \d+\.\d+\.\d+, holidays \d+\.\d+$/);
  });

  it('says so when Node has newer time zones', async () => {
    expect(await ringonce(['--version'], nodeWithNewerTimeZones)).toEqual({
      exitCode: 0,
      stderr: '',
      stdout: `${version}\n${dataInWords}\n${olderThanNode}`,
    });
  });
});

it('ringonce preview says when Node has newer time zones, beside its JSON', async () => {
  const args = ['preview', ...call('+16045550100'), '--calling-hours', 'canada', '--json'];

  const { exitCode, stderr, stdout } = await ringonce(args, nodeWithNewerTimeZones);

  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: olderThanNode });
  expect(JSON.parse(stdout)).toMatchObject({ timeZoneVersion });
});

describe('ringonce preview', () => {
  let stdout = '';
  beforeEach(() => {
    stdout = '';
    vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
      stdout += String(text);
      return true;
    });
  });
  afterEach(() => {
    vi.restoreAllMocks();
    vi.useRealTimers();
  });

  async function previewAt(now: string, number: string, ...args: string[]): Promise<string> {
    stdout = '';
    vi.useFakeTimers({ toFake: ['Date'], now: Date.parse(now) });
    expect(await run(['preview', ...call(number), ...args])).toBe(0);
    return stdout;
  }

  /** It was dialled at once, "21:15 PST", by Node's own time zones: British Columbia has kept UTC-7 since November 2026. */
  it('does not dial Vancouver at 22:15', async () => {
    const at = '2026-12-02T05:15:00Z';
    expect(await previewAt(at, '+16045550100', '--calling-hours', 'canada')).toBe(
      'It would be dialled Wed 2 Dec 2026 09:00 MST (2026-12-02 16:00:00 UTC). Until then it waits for calling hours.\n',
    );
    expect(JSON.parse(await previewAt(at, '+16045550100', '--calling-hours', 'canada', '--json'))).toEqual({
      dial: 'later',
      at: '2026-12-02T16:00:00.000Z',
      reason: 'CALLING_HOURS',
      inWords: 'Wed 2 Dec 2026 09:00 MST',
      zones: ['America/Vancouver'],
      timeZoneVersion,
    });
  });

  it('names the zones that counted, also where they are many, and by its own name one that was given', async () => {
    const at = '2026-12-02T17:00:00Z';
    const args = ['--calling-hours', 'us-tcpa'];
    expect(await previewAt(at, '+14236530100', ...args)).toContain(
      'The number may be in 2 time zones, and the hours must be open in all of them: America/Chicago, America/New_York.\n',
    );
    expect(await previewAt(at, '+18005550199', ...args)).toMatch(
      /^The number may be in \d\d time zones, .*: (\S+\/\S+, ){7}\S+\/\S+ and \d+ more \(--json\)\.$/m,
    );
    const { zones } = JSON.parse(await previewAt(at, '+18005550199', ...args, '--json')) as { zones: string[] };
    expect(zones).toEqual(expect.arrayContaining(['America/St_Johns', 'Pacific/Honolulu']));
    expect(
      JSON.parse(await previewAt(at, '+18005550199', ...args, '--time-zone', 'us/pacific', '--json')),
    ).toMatchObject({ zones: ['America/Los_Angeles'], timeZoneVersion });
  });
});

it('the guide names the data that it is about', () => {
  const guide = fileOf('docs/clock-and-calendar.md').split(/[ ;:|]+/);
  const { devDependencies } = JSON.parse(fileOf('package.json')) as { devDependencies: Record<string, string> };
  const [timeZones = '', areaCodes = '', holidays = ''] = dataInWords.match(/\d[\w.]+/g) ?? [];
  const lastYear = String(lastHolidayYear);
  expect(guide).toEqual(
    expect.arrayContaining([timeZones, areaCodes, holidays, devDependencies['date-holidays'], lastYear]),
  );
});
