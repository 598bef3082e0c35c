import { execFile, execFileSync } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { cliPath } from '../../src/dev/worker-process.js';

const run = promisify(execFile);

function isThere(shell: string): boolean {
  try {
    execFileSync(shell, ['-c', 'true']);
    return true;
  } catch {
    console.warn(`${shell} is not installed: its completion is not tried`);
    return false;
  }
}

/** The program under its name, as it is once it is installed. */
const named: Readonly<Record<string, string>> = {
  bash: `ringonce() { '${process.execPath}' '${cliPath}' "$@"; }; source <(ringonce completion bash)`,
  // What the shell does with the candidates is its own.
  zsh: `ringonce() { '${process.execPath}' '${cliPath}' "$@"; }; autoload -U compinit; compinit -u -D; source <(ringonce completion zsh)
    _describe() { print -l -- \${(P)2} }; _files() { print files }`,
  fish: `function ringonce; '${process.execPath}' '${cliPath}' $argv; end; ringonce completion fish | source`,
};

/** Presses the key behind these words. */
const asks: Readonly<Record<string, (words: readonly string[]) => string>> = {
  bash: (words) =>
    `COMP_WORDS=(${quoted(words)}); COMP_CWORD=${words.length - 1}; _ringonce; printf '%s\\n' "\${COMPREPLY[@]}"`,
  zsh: (words) => `words=(${quoted(words)}); CURRENT=${words.length}; _ringonce`,
  fish: (words) => `complete -C '${words.join(' ')}'`,
};

const quoted = (words: readonly string[]): string => words.map((word) => `'${word}'`).join(' ');

async function candidates(shell: string, words: readonly string[]): Promise<string[]> {
  const script = `${named[shell] ?? ''}\n${asks[shell]?.(words) ?? ''}`;
  const { stdout } = await run(shell, [...(shell === 'zsh' ? ['-f'] : []), '-c', script]);
  return stdout
    .trim()
    .split('\n')
    .map((line) => line.split(/[\t:]/)[0] ?? '');
}

describe.each(['bash', 'zsh', 'fish'].filter(isThere))('the completion script of %s', (shell) => {
  it.each([
    [['resch'], ['reschedule']],
    [['schedule', 'cre'], ['create']],
    [['start-outbound-voice-contact', '--destination'], ['--destination-phone-number']],
    [['start-outbound-voice-contact', '--output', 'yaml-'], ['yaml-stream']],
  ])('%o', async (words, expected) => {
    expect(await candidates(shell, ['ringonce', ...words])).toEqual(expected);
  });

  it('runs nothing of what was typed', async () => {
    const typed = ['ringonce', 'show', '$(exit 7; echo typed)', '--js'];
    expect(await candidates(shell, shell === 'fish' ? ['ringonce', 'show', 'x', '--js'] : typed)).toEqual(['--json']);
  });
});

it('there is no script for another shell', async () => {
  await expect(run(process.execPath, [cliPath, 'completion', 'csh'])).rejects.toThrow(
    /Allowed choices are bash, zsh, fish/,
  );
});
