import tab from '@bomb.sh/tab/commander';
import type { Command } from 'commander';
import { print } from './terminal.js';

/**
 * Adds `completion <shell>`, which prints a script for the shell, and the hidden command `complete`, which the script asks at each press of
 * the key. What can come next is found by a library, from commander's own commands, options and choices.
 *
 * The scripts are not the library's: those evaluate the words that were typed, so that a `$(…)` in them runs before Enter is pressed.
 */
export function withCompletion(program: Command): void {
  tab(program, { completionCommandName: 'completion' });
  const completion = program.commands.find((command) => command.name() === 'completion');
  completion?.registeredArguments[0]?.choices(Object.keys(scripts));
  completion
    ?.description('Print the completion script of a shell: bash, zsh or fish')
    .exitOverride()
    .addHelpText('after', help)
    .action((shell: string) => print(scripts[shell] ?? ''));
}

const help = `
For all sessions, add the line of your shell to ~/.bashrc, ~/.zshrc or ~/.config/fish/config.fish:
  source <(ringonce completion bash)
  source <(ringonce completion zsh)
  ringonce completion fish | source`;

/** Each asks for a line a candidate: the word, a tab, what it is. The last line is no candidate. */
const scripts: Readonly<Record<string, string>> = {
  bash: `_ringonce() {
  local line current="\${COMP_WORDS[COMP_CWORD]}"
  COMPREPLY=()
  while IFS= read -r line; do
    line="\${line%%$'\\t'*}"
    [[ $line != :* && $line == "$current"* ]] && COMPREPLY+=("$line")
  done < <(ringonce complete -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
}
complete -o default -F _ringonce ringonce`,
  zsh: `_ringonce() {
  local line
  local -a candidates
  while IFS= read -r line; do
    [[ $line == :* ]] || candidates+=("\${\${line%%$'\\t'*}//:/\\\\:}:\${line#*$'\\t'}")
  done < <(ringonce complete -- "\${(@)words[2,CURRENT]}" 2>/dev/null)
  (( $#candidates )) && _describe ringonce candidates || _files
}
compdef _ringonce ringonce`,
  fish: `complete -c ringonce -f -a '(ringonce complete -- (commandline -opc)[2..] (commandline -ct) 2>/dev/null | string match -v ":*")'`,
};
