import { homedir } from 'node:os';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { executableSettings } from '../../src/dev/executable-settings.js';

describe('executableSettings', () => {
  it.each([
    { rule: 'RINGONCE_CACHE first', environment: { RINGONCE_CACHE: '/a', XDG_CACHE_HOME: '/b' }, expected: '/a' },
    { rule: 'then XDG_CACHE_HOME', environment: { XDG_CACHE_HOME: '/b' }, expected: '/b/ringonce' },
    {
      rule: 'no relative XDG_CACHE_HOME',
      environment: { XDG_CACHE_HOME: 'b' },
      expected: join(homedir(), '.cache/ringonce'),
    },
    {
      rule: 'no empty RINGONCE_CACHE',
      environment: { RINGONCE_CACHE: '' },
      expected: join(homedir(), '.cache/ringonce'),
    },
    { rule: 'then the home directory', environment: {}, expected: join(homedir(), '.cache/ringonce') },
  ])('takes the cache: $rule', ({ environment, expected }) => {
    expect(executableSettings(environment).cacheDirectory).toBe(expected);
  });

  it('takes the absolute directories of PATH', () => {
    expect(executableSettings({ PATH: '/a::./b:/c' }).pathDirectories).toEqual(['/a', '/c']);
  });

  it('takes an empty variable for none', () => {
    const settings = executableSettings({ RINGONCE_TEMPORAL_CLI: '', RINGONCE_TEMPORAL_TEST_SERVER: '' });

    expect([settings.temporalCli, settings.testServer]).toEqual([undefined, undefined]);
  });

  it('finds the pins of this project', () => {
    const { toolsDirectory } = executableSettings({});

    expect(existsSync(join(toolsDirectory, 'temporal-cli/go.mod'))).toBe(true);
    expect(existsSync(join(toolsDirectory, 'sdk-download.mjs'))).toBe(true);
  });
});
