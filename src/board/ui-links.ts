import { html } from 'ghtml';

/** Links into the Temporal UI, as HTML: the text alone where nobody knows the UI's address. */
export interface UiLinks {
  readonly workflow: (run: { readonly workflowId: string; readonly runId?: string }, text?: string) => string;
  /** Whatever matches the query. */
  readonly list: (query: string, text: string) => string;
  readonly schedule: (scheduleId: string) => string;
  readonly taskQueue: (taskQueue: string) => string;
}

/** @param uiUrl undefined: no links */
export function uiLinks(uiUrl: string | undefined, namespace: string): UiLinks {
  const base = `${uiUrl?.replace(/\/+$/, '') ?? ''}/namespaces/${encodeURIComponent(namespace)}`;
  const link = (path: string, text: string): string =>
    uiUrl === undefined ? html`${text}` : html`<a href="${base}${path}">${text}</a>`;
  return {
    workflow: ({ workflowId, runId }, text = workflowId) =>
      link(`/workflows/${encodeURIComponent(workflowId)}${runId === undefined ? '' : `/${runId}/history`}`, text),
    list: (query, text) => link(`/workflows?query=${encodeURIComponent(query)}`, text),
    schedule: (scheduleId) => link(`/schedules/${encodeURIComponent(scheduleId)}`, scheduleId),
    taskQueue: (taskQueue) => link(`/task-queues/${encodeURIComponent(taskQueue)}`, taskQueue),
  };
}

/** Where the Temporal UI usually is: of Temporal Cloud, and of a dev server on this machine. Undefined elsewhere. */
export function usualUiUrl(address: string): string | undefined {
  const host = address.replace(/:\d+$/, '');
  if (/\.(?:tmprl\.cloud|temporal\.io)$/.test(host)) return 'https://cloud.temporal.io';
  return ['127.0.0.1', 'localhost', '[::1]'].includes(host) ? 'http://localhost:8233' : undefined;
}
