import { Command } from 'commander';
import { previewCall, type Preview, type StartOutboundVoiceContactRequest } from '../../client/index.js';
import { olderThanRuntime } from '../../admission/data-versions.js';
import { holdLabels, instantInWords, untilInWords } from '../../contract/hold-in-words.js';
import { timesOf, withTimeOptions, type TimeOptions } from '../call-options.js';
import { UnsettledError } from '../errors.js';
import { requestOf, withRequestOptions } from '../request-arguments.js';
import { note, print } from '../terminal.js';

export function previewCommand(): Command {
  return withTimeOptions(
    withRequestOptions(
      new Command('preview').description('Show when a call would be dialled, and why. Starts nothing'),
    ),
  )
    .option('--json', 'as JSON', false)
    .addHelpText('after', '\nExit codes: 0 now or later, 1 never, or the request is wrong, 2 wrong usage')
    .action(async ({ json, ...options }: TimeOptions & { readonly json: boolean }) => {
      const { request } = await requestOf({ ...options });
      const preview = await previewCall(request as StartOutboundVoiceContactRequest, {
        options: await timesOf(options),
      });
      const words = [inWords(preview), ...zonesInWords(preview)].join('\n');
      const warning = olderThanRuntime();
      if (warning !== undefined) note(warning);
      if (json) print(JSON.stringify(preview, undefined, 2));
      if (preview.dial === 'never') throw new UnsettledError(words);
      if (!json) print(words);
    });
}

const zonesShown = 8;

/** A single zone was given, and is not repeated. */
function zonesInWords({ zones = [] }: Preview): string[] {
  if (zones.length < 2) return [];
  const more = zones.length > zonesShown ? ` and ${zones.length - zonesShown} more (--json)` : '';
  const shown = zones.slice(0, zonesShown).join(', ');
  return [
    `The number may be in ${zones.length} time zones, and the hours must be open in all of them: ${shown}${more}.`,
  ];
}

function inWords({ dial, at, before, reason, inWords }: Preview): string {
  switch (dial) {
    case 'now':
      return `It would be dialled now${before === undefined ? '' : `, and not at or after ${instantInWords(before)}`}.`;
    case 'later':
      return `It would be dialled ${untilInWords({ until: at, inWords }) ?? ''}. Until then it waits for ${reason === undefined ? 'its time' : holdLabels[reason]}.`;
    case 'never':
      return `It would never be dialled: ${inWords ?? ''}.`;
  }
}
