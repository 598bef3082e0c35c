import type { Client } from '@temporalio/client';
import type { Clock } from '../client/local-clock.js';
import type { UiLinks } from './ui-links.js';

/** What a section of the board is made from. */
export interface BoardSource {
  readonly client: Client;
  readonly links: UiLinks;
  readonly clock: Clock;
  /** Since when calls that have ended are counted. */
  readonly today: Date;
}

/**
 * A part of the page. It costs a fixed number of requests, whatever the number of calls: counts, and lists of one page.
 * @returns its HTML, without its title
 */
export interface Section {
  readonly id: string;
  readonly title: string;
  readonly show: (source: BoardSource) => Promise<string>;
}

/** Entries of a list that are shown; a link leads to the others. */
export const mostShown = 20;
