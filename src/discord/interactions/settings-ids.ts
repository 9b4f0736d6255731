import { createHash } from 'node:crypto';
import { formatCustomId } from './custom-id.ts';

const of = (action: string) => (id: string) => formatCustomId({ command: 'cover-settings', action, id });

/** Custom ids that `/cover-settings` answers. */
export const settingsIds = {
  /** The menu of pages; the id is that of the page it stands on. */
  page: of('page'),
  /** The menu of a page's settings; by page, as the one below. */
  open: of('open'),
  back: of('back'),
  /** The menu of a setting's values; by setting, as those down to `reset`. */
  choose: of('choose'),
  /** Opens the form for a setting's value. */
  ask: of('ask'),
  /** That form. */
  set: of('set'),
  reset: of('reset'),
  /** Open the forms for words to be added and taken away; by setting. */
  askWords: of('askWords'),
  askDropped: of('askDropped'),
  /** Those forms. */
  addWords: of('addWords'),
  dropWords: of('dropWords'),
  showWords: of('showWords'),
  /** The menu of roles with limits of their own; by setting. */
  role: of('role'),
  /** The form for a role's limits; by role. */
  setRole: of('setRole'),
  /** The menu of the server's styles; by setting. */
  preset: of('preset'),
  /** Opens the form for a new style; by setting. */
  askPreset: of('askPreset'),
  addPreset: of('addPreset'),
  /** Of one style, by `presetId`. */
  askEdit: of('askEdit'),
  editPreset: of('editPreset'),
  presetUp: of('presetUp'),
  presetDown: of('presetDown'),
  dropPreset: of('dropPreset'),
};

/** Names a style of a server in custom ids: others may be added or moved meanwhile. */
export function presetId({ name }: { name: string }): string {
  return createHash('sha256').update(name).digest('base64url').slice(0, 16);
}
