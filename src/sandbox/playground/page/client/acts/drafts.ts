import { type AppState, type Draft, emptyDraft } from '../state.ts';
import type { Store } from '../store.ts';

/** What is being written in the channel that is looked at. */
export function draftOf({ drafts, channelId }: AppState): Draft {
  return drafts.get(channelId ?? '') ?? emptyDraft;
}

export function putDraft(store: Store<AppState>, draft: Draft): void {
  const { channelId } = store.get();
  if (channelId !== undefined) store.set(({ drafts }) => ({ drafts: new Map(drafts).set(channelId, draft) }));
}
