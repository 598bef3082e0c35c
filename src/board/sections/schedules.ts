import { html } from 'ghtml';
import { optionalTsToDate } from '@temporalio/common/lib/time.js';
import { workflowTypes } from '../../contract/names.js';
import type { Section } from '../source.js';
import { nothing, table } from '../table.js';

/** One page of the server's list, and shown of it. */
const mostRead = 100;
const mostShown = 10;

const types: ReadonlySet<string> = new Set(Object.values(workflowTypes));

/** Schedules of calls and follow-ups, those first that run next. Without the SDK's list, which decodes their memos. */
export const schedulesSection: Section = {
  id: 'schedules',
  title: 'Schedules that run next',
  async show({ client, links, clock }) {
    const { namespace } = client.options;
    const page = await client.workflowService.listSchedules({ namespace, maximumPageSize: mostRead });
    const ours = page.schedules
      .filter(({ info }) => types.has(info?.workflowType?.name ?? ''))
      .map(({ scheduleId, info }) => ({
        scheduleId: scheduleId ?? '',
        what: info?.workflowType?.name === workflowTypes.followUp ? 'follow-up' : 'call',
        isPaused: info?.paused === true,
        nextRun: optionalTsToDate(info?.futureActionTimes?.[0])?.toISOString(),
      }))
      .sort((one, other) => rank(one) - rank(other));
    if (ours.length === 0) return nothing('No schedules.');
    const rows = ours
      .slice(0, mostShown)
      .map(({ scheduleId, what, isPaused, nextRun }) => [
        html`${isPaused ? 'paused' : (clock.instant(nextRun) ?? 'no time left')}`,
        links.schedule(scheduleId),
        html`${what}`,
      ]);
    const isAll = page.nextPageToken.length === 0;
    const more = isAll ? ours.length - rows.length : undefined;
    const rest = more === undefined ? `Of the first ${mostRead} schedules.` : more > 0 ? `${more} more.` : '';
    return `${table(['Next run', 'ID', 'Starts a'], rows)}${rest === '' ? '' : html`<p>${rest}</p>`}`;
  },
};

/** Those that are paused or over come last. */
const rank = ({ isPaused, nextRun }: { readonly isPaused: boolean; readonly nextRun: string | undefined }): number =>
  isPaused || nextRun === undefined ? Number.MAX_VALUE : Date.parse(nextRun);
