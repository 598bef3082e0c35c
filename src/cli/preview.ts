import { Command } from 'commander';
import { previewCall, type Preview, type StartOutboundVoiceContactRequest } from '../client/index.js';
import { UnsettledError } from './errors.js';
import { olderThanRuntime } from '../admission/data-versions.js';
import { note, print } from './print.js';
import { requestOf, withRequestOptions } from './request-arguments.js';
import { timesOf, withTimeOptions, type TimeOptions } from './time-options.js';

export function previewCommand(): Command {
  return withTimeOptions(
    withRequestOptions(
      new Command('preview').description('Tell when a call would be dialled, and why. Starts nothing'),
    ),
  )
    .option('--json', 'as JSON', false)
    .addHelpText('after', '\nExit codes: 0 now or later, 1 never, or the request is wrong, 2 wrong usage')
    .action(async ({ json, ...options }: TimeOptions & { readonly json: boolean }) => {
      const { request } = requestOf({ ...options });
      const preview = await previewCall(request as StartOutboundVoiceContactRequest, {
        options: await timesOf(options),
      });
      const words = inWords(preview);
      const warning = olderThanRuntime();
      if (warning !== undefined) note(warning);
      if (json) print(JSON.stringify(preview, undefined, 2));
      if (preview.dial === 'never') throw new UnsettledError(words);
      if (!json) print(words);
    });
}

function inWords({ dial, at, before, reason, inWords }: Preview): string {
  switch (dial) {
    case 'now':
      return `It would be dialled now${before === undefined ? '' : `, and not at or after ${before}`}.`;
    case 'later':
      return `It would be dialled ${inWords ?? ''} (${at ?? ''}); until then: ${reason ?? ''}.`;
    case 'never':
      return `It would never be dialled: ${inWords ?? ''}.`;
  }
}
