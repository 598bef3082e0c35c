import type { Command } from 'commander';
import type { Issue } from '../contract/issues.js';
import { kebabCase, requestMembers } from './aws/shapes.js';

/** What a person typed: the options that a command has, and which of them were given. */
export interface Typed {
  readonly has: (option: string) => boolean;
  readonly isGiven: (option: string) => boolean;
}

export function typedOf(command: Command): Typed {
  const { options } = command;
  const given = new Set(
    options.filter((option) => command.getOptionValueSource(option.attributeName()) === 'cli').map(({ long }) => long),
  );
  const names = new Set(options.map(({ long }) => long));
  return { has: (option) => names.has(option), isGiven: (option) => given.has(option) };
}

/** Members whose options have other names: the first one that the command has. */
const otherNames: Readonly<Record<string, readonly string[]>> = {
  calendars: ['--at'],
  timeZone: ['--callee-time-zone', '--time-zone'],
  dialsPerSecond: ['--dials-per-second', '--rate'],
  queriesPerSecond: ['--queries-per-second', '--queries-rate'],
  lines: ['--set', '--lines'],
};

/** Members of each run of a schedule, or of a call in a plan, have the options that a call has. */
const prefixes = /^(?:(?:options|plan|call)\.)+/;

const requestDocuments = ['--cli-input-json', '--cli-input-yaml'];

/** Options that hold a whole document. */
const documents = ['--plan', '--options'];

/**
 * An issue with the option that was typed, and, if it was in a JSON document, also the member in it. Only this file knows which member has
 * which option.
 */
export function inTypedWords({ member, message }: Issue, typed: Typed): string {
  const { name, isDocument } = nameOf(member, typed);
  const said = isDocument ? withQuotesAdvised(name, message) : inOptionNames(message, typed);
  return name === '' ? said : `${name}: ${said}`;
}

/** YAML reads +12065550100 as a number. */
const withQuotesAdvised = (name: string, message: string): string =>
  name.startsWith('--cli-input-yaml') && message === 'must be a string, is a number'
    ? `${message}: put it in quotes`
    : message;

function nameOf(member: string, typed: Typed): { readonly name: string; readonly isDocument: boolean } {
  const inDocument = (option: string, path: string) => ({ name: `${option}: ${path}`, isDocument: true });
  const asOption = (name: string) => ({ name, isDocument: false });
  const [first = ''] = member.split('.');
  if (/^(?:workflowId|scheduleId)$/.test(member) || first === 'ClientToken') {
    if (typed.isGiven('--client-token')) return asOption('--client-token');
    if (first !== 'ClientToken') return asOption('<id>');
  }
  if (/^[A-Z]/.test(first)) {
    const option = `--${kebabCase(first)}`;
    const rest = member.slice(first.length + 1);
    if (requestMembers.includes(first) && typed.isGiven(option))
      return rest === '' ? asOption(option) : inDocument(option, rest);
    const document = requestDocuments.find((name) => typed.isGiven(name));
    if (document !== undefined) return inDocument(document, member);
    return asOption(requestMembers.includes(first) ? option : member);
  }
  const path = member.replace(prefixes, '');
  const steps = path.split('.');
  if (steps[0] === 'calendars' && typed.has('--at'))
    return asOption(steps[2] === 'on' ? '--on' : typed.isGiven('--at') ? '--at' : '--at or --cron');
  const hours = steps[0] === 'callingHours' && steps.length > 1;
  if (hours && steps[1] === 'timeZone') {
    const zone = optionOf('timeZone', typed);
    if (zone !== undefined && typed.isGiven(zone)) return asOption(zone);
  }
  // The zone of a schedule has no parent.
  const option = member === 'timeZone' && typed.has('--time-zone') ? '--time-zone' : optionOf(steps[0] ?? '', typed);
  if (option !== undefined && typed.isGiven(option)) {
    const rest = steps.slice(1).join('.');
    // Lists are typed as one text, and a preset is the whole of it.
    return rest === '' || rest === 'preset' || /^\d+$/.test(rest) ? asOption(option) : inDocument(option, rest);
  }
  const document = documents.find((name) => typed.isGiven(name));
  const isSchedulesOwn = member === path && typed.has('--at');
  if (document !== undefined && !isSchedulesOwn) return inDocument(document, member.replace(/^(?:options|plan)\./, ''));
  return asOption(option ?? member);
}

function optionOf(member: string, typed: Typed): string | undefined {
  return (otherNames[member] ?? [`--${kebabCase(member)}`]).find((name) => typed.has(name));
}

/** A message may name a second member, `must be before expiresAt`. */
function inOptionNames(message: string, typed: Typed): string {
  return message.replace(/\b(?:options\.|plan\.)?([A-Za-z]+)\b/g, (word, member: string) => {
    if (member === 'calendars') return typed.has('--at') ? '--at' : word;
    const isMember = /[a-z][A-Z]/.test(member) || ['cron', 'skip'].includes(member);
    return (isMember ? optionOf(member, typed) : undefined) ?? word;
  });
}
