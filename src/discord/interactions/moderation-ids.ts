import { formatCustomId } from './custom-id.ts';

/** What the card of a cover offers, each with a form that asks why. */
export const cardActions = ['delete', 'takeDown', 'blockSong', 'warn', 'block', 'dismiss'] as const;

export type CardAction = (typeof cardActions)[number];

const of = (action: string) => (id: string) => formatCustomId({ command: 'cover-mod', action, id });

/** By job, and by the report that the card is of. */
const ofCard = (action: string) => (jobId: string, reportId: string | null) =>
  formatCustomId({ command: 'cover-mod', action, id: jobId, ...(reportId !== null && { fingerprint: reportId }) });

/** Opens the form of an action; `ask` and its name. */
export function askName(action: CardAction): string {
  return `ask${action.charAt(0).toUpperCase()}${action.slice(1)}`;
}

/** In place of a report's id, on the card of a cover that was not reported. */
export const NO_REPORT = '-';

/** In place of a report's id, in the log channel, which all moderators read. */
export const IN_LOG = 'log';

/** Custom ids that `/cover-mod` answers. */
export const moderationIds = {
  ask: (action: CardAction, jobId: string, reportId: string | null) => ofCard(askName(action))(jobId, reportId),
  /** Those forms. */
  form: (action: CardAction, jobId: string, reportId: string | null) => ofCard(action)(jobId, reportId),
  /** Lets a cover that waits be posted; by job. */
  approve: of('approve'),
  /** Opens the form that asks why it is not. */
  askRefuse: of('askRefuse'),
  /** That form. */
  refuse: of('refuse'),
  /** What is known of a member; by member. */
  history: of('history'),
  /** Takes an action back; by action. */
  undo: (actionId: string, cardOf: { reportId: string | null } | null = null) =>
    cardOf === null ? of('undo')(actionId) : ofCard('undo')(actionId, cardOf.reportId ?? NO_REPORT),
  /** The menus of the list of blocks and of a history: what is chosen is lifted, or undone. */
  lift: of('lift'),
  undoOne: of('undoOne'),
};
