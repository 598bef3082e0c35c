import { InvalidArgumentError } from 'commander';

export function httpUrl(text: string): string {
  if (!/^https?:\/\/./.test(text) || !URL.canParse(text))
    throw new InvalidArgumentError('It must be a URL that begins with https:// or http://.');
  return text;
}
