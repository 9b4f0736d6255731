import type { Requested } from '../src/covers/request.ts';
import { alreadyView } from '../src/discord/views/already-view.ts';
import type { View } from '../src/discord/views/view.ts';

/** A new job shows itself from here on; one that was there already is shown once. */
export function shown({ job, isNew }: Requested): View | undefined {
  return isNew ? undefined : alreadyView(job);
}
