import type { CommandEntry } from '../command-entry.ts';
import { matchingEntries, slashEntries } from '../commands.ts';
import { currentChannel, currentGuild } from '../place.ts';
import { packFiles, sendAct } from '../server.ts';
import { type AppState, emptyDraft, type PickedFile, type TextDraft } from '../state.ts';
import type { Store } from '../store.ts';
import { draftOf, putDraft } from './drafts.ts';
import { focusSoon } from './focus.ts';
import type { Notes } from './notes.ts';

/** Plain text at the bottom, and the list of commands that a slash opens. */
export interface TextActs {
  write(text: string): void;
  /** Moves the light in the list of commands; false when there is none. */
  movePick(by: number): boolean;
  addFiles(files: readonly PickedFile[]): void;
  removeFile(index: number): void;
  replyTo(messageId: string | undefined): void;
  sendText(draft: TextDraft): Promise<void>;
}

/** Discord's own. */
const MOST_FILES = 10;

export function createTextActs(store: Store<AppState>, notes: Notes): TextActs {
  const change = (changes: (draft: TextDraft) => Partial<TextDraft>) => {
    const draft = draftOf(store.get());
    if (draft.kind === 'text') putDraft(store, { ...draft, ...changes(draft) });
  };

  return {
    write: (text) => change(() => ({ text, picked: 0 })),
    movePick(by) {
      const { length } = offeredEntries(store.get());
      if (length > 0) change(({ picked }) => ({ picked: (picked + by + length) % length }));
      return length > 0;
    },
    addFiles: (files) => change((draft) => ({ files: [...draft.files, ...files].slice(0, MOST_FILES) })),
    removeFile: (index) => change(({ files }) => ({ files: files.toSpliced(index, 1) })),
    replyTo(messageId) {
      change(() => ({ replyTo: messageId }));
      focusSoon('.composer-text');
    },
    async sendText({ text, files: picked, replyTo = null }) {
      const { world, channelId } = store.get();
      if (!world || channelId === undefined || (text.trim() === '' && picked.length === 0)) return;
      const { files, pack } = packFiles();
      const act = { type: 'post', channelId, content: text, files: picked.map(pack), replyTo } as const;
      putDraft(store, emptyDraft);
      const outcome = await sendAct(world.me, act, files);
      if (outcome.kind === 'problem') notes.add(channelId, '', outcome.text);
    },
  };
}

/** The commands that go with what is being written; none while it is plain text. */
export function offeredEntries(state: AppState): CommandEntry[] {
  const draft = draftOf(state);
  if (draft.kind !== 'text' || !draft.text.startsWith('/')) return [];
  return matchingEntries(slashEntries(currentGuild(state), currentChannel(state)), draft.text);
}
