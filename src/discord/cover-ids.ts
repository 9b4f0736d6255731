import { formatCustomId } from './custom-id.ts';

const of = (action: string) => (id: string) => formatCustomId({ command: 'cover', action, id });

/** Custom ids that the `/cover` command answers. */
export const coverIds = {
  /** The form; by draft. */
  submit: of('submit'),
  /** Opens the form again, filled in; by draft. */
  fix: of('fix'),
  /** By job, as all below. */
  cancel: of('cancel'),
  again: of('again'),
  details: of('details'),
  /** The takes of a cover that was not posted, for its requester only. */
  kept: of('kept'),
};
