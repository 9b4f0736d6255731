import type { Job } from '../../domain/job.ts';
import type { Place } from '../../domain/turns/places.ts';
import { type EditReason, type Outlook, outlookKey } from '../../domain/turns/waiting.ts';

/** What a waiting message shows, as far as a change of it is worth an edit. */
export interface ProgressFrame {
  state: string;
  place: string;
  outlook: string;
}

export function frameOf(job: Job, place: Place | undefined, outlook: Outlook, isHeld = false): ProgressFrame {
  return { state: `${stateKey(job)}${isHeld ? ' held' : ''}`, place: placeKey(place), outlook: outlookKey(outlook) };
}

/** That a request is on its way looks the same as that it has arrived. */
function stateKey({ state, delivery, cancelRequestedAt }: Job): string {
  const shown = state === 'submitting' || state === 'generating' ? 'making' : state;
  const delayed = delivery?.isDelayed ? ' delayed' : '';
  return `${shown}${delayed}${cancelRequestedAt === null ? '' : ' cancelled'}`;
}

export function placeKey(place: Place | undefined): string {
  return place ? `${place.place} ${place.guildIsFull}` : '';
}

/** What an edit would be for; undefined where it would change nothing. */
export function reasonToEdit(shown: ProgressFrame | undefined, next: ProgressFrame): EditReason | undefined {
  if (!shown || shown.state !== next.state) return 'state';
  if (shown.outlook !== next.outlook) {
    if (next.outlook === 'leaving') return 'leaving';
    return next.outlook === 'slow' ? 'state' : 'step';
  }
  return shown.place === next.place ? undefined : 'place';
}
