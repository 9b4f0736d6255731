import { formatCustomId } from './custom-id.ts';

const of = (action: string) => (id: string, fingerprint?: string) =>
  formatCustomId({ command: 'cover-operator', action, id, fingerprint });

/** Custom ids that `/cover-operator` answers. */
export const operatorIds = {
  /** The menu of pages; by the page that it stands on. */
  page: of('page'),
  /** To a page, by its name. */
  show: of('show'),
  /** `on` or `off`. */
  drain: of('drain'),
  /** The menu of providers. */
  provider: of('provider'),
  /** The menu of months. */
  month: of('month'),
  csv: of('csv'),
  /** A part of the list of servers, by its number. */
  guilds: of('guilds'),
  /** The menu of servers; by that number. */
  guild: of('guild'),
  /** Of one server, by its id. */
  allow: of('allow'),
  deny: of('deny'),
  pause: of('pause'),
  resume: of('resume'),
  reset: of('reset'),
  /** Opens the form for a month's limits; that form. */
  limit: of('limit'),
  setLimit: of('setLimit'),
  askLeave: of('askLeave'),
  leave: of('leave'),
  /** The menu of what is in doubt. */
  doubt: of('doubt'),
  /** Ask once more, and then do it; by job, for the version that was shown. */
  askSpent: of('askSpent'),
  askFree: of('askFree'),
  askRetry: of('askRetry'),
  spent: of('spent'),
  free: of('free'),
  retry: of('retry'),
};
